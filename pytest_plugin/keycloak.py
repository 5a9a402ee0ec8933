"""What the fixture hands to a test."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

if TYPE_CHECKING:
    from emulator.live import LiveServer
    from emulator.state.browser import BackchannelRequest
    from emulator.tokens.context import Context

_TIMEOUT = 30


class TokenError(Exception):
    """The server gave no token. ``error`` and ``description`` are what it answered, ``reason`` is from its log."""

    def __init__(self, status: int, error: str, description: str, reason: str) -> None:
        self.status = status
        self.error = error
        self.description = description
        self.reason = reason
        super().__init__(f"{status} {error}: {description}" + (f" ({reason})" if reason else ""))


class Token(str):
    """An access token, usable as a string. ``response`` is the whole token answer."""

    __slots__ = ("response",)
    response: Mapping[str, Any]

    @classmethod
    def of(cls, response: Mapping[str, Any]) -> Token:
        """The access token of a token answer."""
        token = cls(response["access_token"])
        token.response = response
        return token

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of a JWT, unverified; raises ValueError for an opaque token."""
        parts = self.split(".")
        if len(parts) != 3:
            raise ValueError("an opaque token has no claims to read")
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return found

    @property
    def refresh_token(self) -> str | None:
        """The refresh token that came with it."""
        found: str | None = self.response.get("refresh_token")
        return found

    @property
    def id_token(self) -> str | None:
        """The ID token that came with it (with ``scope="openid"``)."""
        found: str | None = self.response.get("id_token")
        return found

    @property
    def headers(self) -> dict[str, str]:
        """``Authorization`` header of a request with this token."""
        return {"Authorization": f"Bearer {self}"}


class Realm:
    """One realm of the server."""

    def __init__(self, server: LiveServer, name: str) -> None:
        self._server = server
        self.name = name
        self.issuer = f"{server.url}/auth/realms/{quote(name, safe='')}"
        self._protocol = f"{self.issuer}/protocol/openid-connect"
        self.token_url = f"{self._protocol}/token"
        self.jwks_url = f"{self._protocol}/certs"
        self.userinfo_url = f"{self._protocol}/userinfo"
        self.introspection_url = f"{self._protocol}/token/introspect"
        self.revocation_url = f"{self._protocol}/revoke"
        self.discovery_url = f"{self.issuer}/.well-known/openid-configuration"

    def token(
        self,
        *,
        client_id: str,
        client_secret: str | None = None,
        username: str | None = None,
        password: str | None = None,
        scope: str | None = None,
    ) -> Token:
        """A token by the password grant with ``username``, else by client credentials; raises TokenError."""
        form = {"grant_type": "client_credentials" if username is None else "password", "client_id": client_id}
        given = {"client_secret": client_secret, "username": username, "password": password, "scope": scope}
        form.update({name: value for name, value in given.items() if value is not None})
        request = urllib.request.Request(self.token_url, urlencode(form).encode())  # noqa: S310 - our own http server
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - our own http server
                return Token.of(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                body = json.load(error)
            lines = self._server.requests()
            reason = lines[-1].partition(" ms  ")[2] if lines else ""
            raise TokenError(error.code, body.get("error", ""), body.get("error_description", ""), reason) from None

    def backchannel_requests(self) -> list[dict[str, str]]:
        """CIBA requests that wait for their users: ``auth_req_id``, ``username``, ``client_id``, ``scope`` and ``binding_message``."""
        from emulator.protocol import ciba_requests

        def found() -> list[dict[str, str]]:
            context = self._context()
            return [_described(context, one) for one in ciba_requests.waiting(context)]

        return self._server.call(found)

    def answer_backchannel(self, auth_req_id: str, status: str = "SUCCEED") -> None:
        """Answers for the user: ``SUCCEED``, ``UNAUTHORIZED`` or ``CANCELLED``; raises LookupError where nothing waits for an answer."""
        from emulator.protocol import ciba_requests

        if status not in ciba_requests.ANSWERS:
            raise ValueError(f"the answer is one of {', '.join(ciba_requests.ANSWERS)}, not '{status}'")

        def give() -> None:
            context = self._context()
            request = next((one for one in ciba_requests.waiting(context) if one.id == auth_req_id), None)
            if request is None:
                raise LookupError("no request with this auth_req_id waits for an answer")
            ciba_requests.answer(context, request, status)

        self._server.call(give)

    def _context(self) -> Context:
        tables = self._server.emulator.store.realm(self.name)
        if tables is None:
            raise LookupError(f"the server has no realm '{self.name}'")
        return self._server.emulator.context(tables, f"{self._server.url}/auth", "127.0.0.1")


def _described(context: Context, request: BackchannelRequest) -> dict[str, str]:
    client, user = context.tables.client_by_id(request.client_id), context.tables.user(request.user_id)
    return {
        "auth_req_id": request.id,
        "username": user.username if user is not None else "",
        "client_id": client.client_id if client is not None else "",
        "scope": request.scope,
        "binding_message": request.binding_message,
    }


class Keycloak:
    """The server as a test sees it."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self.url = f"{server.url}/auth"
        """Base URL, with ``/auth``; the same paths are served without it."""

    def realm(self, name: str) -> Realm:
        """A realm by name; raises LookupError when the server has none of this name."""
        known = self._server.call(self._server.emulator.store.realms.keys)
        if name not in known:
            raise LookupError(f"the server has no realm '{name}', only {', '.join(known)}")
        return Realm(self._server, name)

    @property
    def requests(self) -> list[str]:
        """The server's log of this test: a line a request, with the reason of each refusal."""
        return self._server.requests()


def start(config: pytest.Config, realms: list[str]) -> LiveServer:
    """Starts the session's server; raises UsageError for a realm that cannot be loaded."""
    import emulator

    if not hasattr(emulator, "__version__") or Path(emulator.__file__ or "").parent.parent != Path(__file__).resolve().parent.parent:
        raise pytest.UsageError(
            f"keycloak-emulator: the package 'emulator' is shadowed by {emulator.__file__ or list(emulator.__path__)}; "
            "rename that folder, or keep it out of sys.path (for example with --import-mode=importlib)"
        )
    from emulator.core.errors import EmulatorError
    from emulator.live import LiveServer

    try:
        server = LiveServer(tuple(_located(config, realm) for realm in realms))
    except EmulatorError as error:
        raise pytest.UsageError(f"keycloak_realms: {error}") from error
    server.start()
    return server


def begin(request: pytest.FixtureRequest, server: LiveServer) -> None:
    """Marks the state, and adds the realms of the test's markers."""
    realms: list[str] = []
    for marker in reversed(list(request.node.iter_markers("keycloak"))):
        realms += _of_marker(marker)
    try:
        server.begin(tuple(_located(request.config, realm) for realm in dict.fromkeys(realms)))
    except Exception:
        server.restore()
        raise


def _of_marker(marker: pytest.Mark) -> list[str]:
    unknown = set(marker.kwargs) - {"realm"}
    if unknown or marker.args:
        raise pytest.UsageError(f"@pytest.mark.keycloak takes realm=…, not {', '.join([*map(repr, marker.args), *sorted(unknown)])}")
    realm = marker.kwargs.get("realm", [])
    return [str(realm)] if isinstance(realm, str | Path) else [str(one) for one in realm]


def _located(config: pytest.Config, realm: str) -> str:
    """Paths are relative to the ini file's folder; names of shipped realms stay."""
    path = config.rootpath / realm
    return str(path) if path.exists() else realm
