"""The management port: health and metrics, in Keycloak's shapes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from emulator.configuration.settings import Settings
from emulator.web.issuer import CONTROLS, MANAGED

if TYPE_CHECKING:
    from emulator.metrics.exposition import Exposition

Message = MutableMapping[str, Any]
Application = Callable[[Message, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_SHUTDOWN, _INITIALIZED = "Graceful Shutdown", "Keycloak Initialized"
_DATABASE = "Keycloak database connections async health check"
_JSON = b"application/json; charset=UTF-8"
_HTML = b"text/html; charset=utf-8"
_READY = ("", "/ready")
_EMPTY = ("/live", "/started", "/well", "/group")
_MISSING = b"<html><body><h1>Resource not found</h1></body></html>"


class Management:
    """An ASGI application for the management port; its paths are below that of the realms, or one of their own, as in Keycloak.

    ``controls`` is the application whose testing controls are served here, where they are served nowhere else; ``main_port`` is the
    port of its realms. ``closing`` tells whether the server has been told to stop.
    """

    def __init__(
        self, settings: Settings, controls: Application | None = None, main_port: int = 0, closing: Callable[[], bool] = lambda: False,
        exposition: Exposition | None = None,
    ) -> None:  # fmt: skip
        own = settings.management_path
        self._prefix = (own if own is not None else settings.relative_path) or ""
        self._health = settings.health and settings.management_health
        # The check of a database is in Keycloak's list because of metrics; the database that is well here is the memory.
        self._checks = (_SHUTDOWN, _INITIALIZED, *((_DATABASE,) if settings.metrics else ()))
        self._exposition = exposition
        self._controls = controls
        self._main_port = main_port
        self._closing = closing

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            return
        if self._controls is not None and (scope["path"] == CONTROLS or scope["path"].startswith(CONTROLS + "/")):
            await self._controls({**scope, MANAGED: self._main_port}, receive, send)
            return
        if self._exposition is not None:
            answer = self._exposition.measured(scope, lambda: self._answer(scope))
        else:
            answer = self._answer(scope)
        status, headers, body = answer
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _answer(self, scope: Message) -> tuple[int, Headers, bytes]:
        path, prefix = scope["path"].rstrip("/"), self._prefix
        if path == prefix:
            return 200, [], self._index()
        if not path:
            return 302, [(b"location", prefix.encode()), (b"content-type", b"text/plain; charset=utf-8")], b""
        if self._health and path.startswith(f"{prefix}/health"):
            part = path.removeprefix(f"{prefix}/health")
            if part in _READY:
                return self._report(self._checks)
            if part in _EMPTY:
                return self._report(())
        if self._exposition is not None and f"{path}/".startswith(f"{prefix}/metrics/"):
            return self._exposition.answer(dict(scope["headers"]).get(b"accept", b"").decode("latin-1"))
        return 404, [(b"content-type", _HTML)], _MISSING

    def _index(self) -> bytes:
        """Keycloak's list of links, which do not have the prefix."""
        known = (("health", "Health", self._health), ("metrics", "Metrics", self._exposition is not None))
        links = "\n".join(f'<li><a href="/{path}">/{path}</a> - {name} endpoint</li>' for path, name, there in known if there)
        return f"<html>\n<h2>Keycloak Management Interface</h2>\n<ul>{links}</ul>\n</html>\n".encode()

    def _report(self, checks: tuple[str, ...]) -> tuple[int, Headers, bytes]:
        down = bool(checks) and self._closing()
        found = [{"name": name, "status": "DOWN" if down and name == _SHUTDOWN else "UP"} for name in checks]
        text = json.dumps({"status": "DOWN" if down else "UP", "checks": found}, indent=4).replace('"checks": []', '"checks": [\n    ]')
        return 503 if down else 200, [(b"content-type", _JSON), (b"cache-control", b"no-store")], text.encode()
