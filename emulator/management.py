"""The management port: Keycloak's health endpoints, in its shapes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from emulator.settings import Settings
from emulator.web.issuer import CONTROLS, MANAGED

Message = MutableMapping[str, Any]
Application = Callable[[Message, Any, Any], Awaitable[None]]

_READY = ("Graceful Shutdown", "Keycloak Initialized")
_JSON = b"application/json; charset=UTF-8"
_HTML = b"text/html; charset=utf-8"
_CHECKS = {"": _READY, "/ready": _READY, "/live": (), "/started": (), "/well": (), "/group": ()}


class Management:
    """An ASGI application for the management port; paths move with ``--http-relative-path`` as in Keycloak.

    ``controls`` is the application whose testing controls are served here, where they are served nowhere else; ``main_port`` is the
    port of its realms.
    """

    def __init__(self, settings: Settings, controls: Application | None = None, main_port: int = 0) -> None:
        self._prefix = settings.relative_path or ""
        self._health = settings.health
        self._controls = controls
        self._main_port = main_port

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            return
        if self._controls is not None and (scope["path"] == CONTROLS or scope["path"].startswith(CONTROLS + "/")):
            await self._controls({**scope, MANAGED: self._main_port}, receive, send)
            return
        status, media, body = self._answer(scope["path"])
        headers = [(b"content-type", media), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _answer(self, path: str) -> tuple[int, bytes, bytes]:
        path = path.rstrip("/")
        if not self._health:
            return 404, _HTML, b"<html><body><h1>Resource not found</h1></body></html>"
        if path == self._prefix:
            links = "".join(f'<li><a href="{self._prefix}/health{name}">Health {name[1:]}</a></li>' for name in _CHECKS)
            return (
                200,
                _HTML,
                f"<html><body><h1>Keycloak Management Interface</h1><ul>{links}</ul></body></html>".encode(),
            )
        health = f"{self._prefix}/health"
        checks = _CHECKS.get(path.removeprefix(health)) if path.startswith(health) else None
        if checks is None:
            return 404, _HTML, b"<html><body><h1>Resource not found</h1></body></html>"
        document = {"status": "UP", "checks": [{"name": name, "status": "UP"} for name in checks]}
        text = json.dumps(document, indent=4).replace('"checks": []', '"checks": [\n    ]')
        return 200, _JSON, text.encode()
