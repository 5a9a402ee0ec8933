"""One realm as a test sees it: where its endpoints are, its tokens, real and forged, its mail and its keys."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from emulator.context import Context
    from emulator.serving.live import LiveServer
    from emulator.state.browser import BackchannelRequest
    from pytest_plugin.dpop import DpopKey
    from pytest_plugin.remote import RemoteServer

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

    def __init__(self, server: LiveServer | RemoteServer, name: str, base: str = "") -> None:
        self._server = server
        self._base = base or server.base
        self.name = name
        self.issuer = f"{self._base}/realms/{quote(name, safe='')}"
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
        dpop: DpopKey | None = None,
    ) -> Token:
        """A token by the password grant with ``username``, else by client credentials; ``dpop`` binds it to a key. Raises TokenError."""
        form = {"grant_type": "client_credentials" if username is None else "password", "client_id": client_id}
        given = {"client_secret": client_secret, "username": username, "password": password, "scope": scope}
        form.update({name: value for name, value in given.items() if value is not None})
        proof = {} if dpop is None else {"DPoP": dpop.proof("POST", self.token_url)}
        request = urllib.request.Request(self.token_url, urlencode(form).encode(), proof)  # noqa: S310 - our own http server
        try:
            context = ssl.create_default_context(cafile=self._server.authority_file) if self._server.authority_file else None
            with urllib.request.urlopen(request, timeout=_TIMEOUT, context=context) as answer:  # noqa: S310 - our own http server
                return Token.of(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                body = json.load(error)
            lines = self._server.requests()
            reason = lines[-1].partition(" ms  ")[2] if lines else ""
            raise TokenError(error.code, body.get("error", ""), body.get("error_description", ""), reason) from None

    def dpop_key(self, algorithm: str = "ES256") -> DpopKey:
        """A new key of a client's, whose proofs are made at the server's time."""
        from pytest_plugin.dpop import DpopKey

        return DpopKey(algorithm, self._server.seconds)

    def dpop_proof(self, method: str, url: str, token: str = "", *, key: DpopKey, wrong: str = "", **claims: Any) -> str:
        """A proof of possession for one request: see ``DpopKey.proof``."""
        return key.proof(method, url, token, wrong=wrong, claims=claims)

    def mint(self, *, client_id: str, **wanted: Any) -> Token:
        """A token for anybody, without a password, through the realm's grants and mappers; raises ValueError for what cannot be.

        ``username`` names the user; without it the token is of the client's service account. ``scope`` as a client would ask for it.
        ``claims`` replaces claims (None removes one), ``roles`` the roles (``client:role`` for a client's), ``groups`` the groups,
        ``audience`` the audience; ``lifespan`` is in seconds, below zero for one that has expired. ``wrong`` makes the access token
        wrong in the way of that name: see ``wrong_token``. ``dpop`` binds the token to a key.
        """
        from emulator.controls import tokens

        known = {"client_id": client_id, **wanted}
        if "dpop" in known and not isinstance(known["dpop"], str):
            known["dpop"] = known["dpop"].thumbprint
        if unknown := set(known) - set(tokens.MEMBERS):
            raise TypeError(f"mint takes {', '.join(tokens.MEMBERS)}, not {', '.join(sorted(unknown))}")
        return Token.of(self._server.call(lambda: tokens.mint(self._server.emulator, self._context(), known)))

    def forge(self, claims: Mapping[str, Any], *, algorithm: str = "", typ: str = "JWT") -> str:
        """A JWT with exactly these claims, signed by the realm's key."""
        from emulator.controls import tokens

        return self._server.call(lambda: tokens.forged(self._context(), {"claims": dict(claims), "algorithm": algorithm, "typ": typ}))

    def wrong_token(self, name: str, *, client_id: str, **wanted: Any) -> Token:
        """A token that must be refused, by name.

        ``expired``, ``wrong_issuer``, ``alg_none`` and the others of ``keycloak_wrong_token``, ``without_`` any claim, or ``revoked``,
        which only introspection and userinfo can know.
        """
        return self.mint(client_id=client_id, wrong=name, **wanted)

    def made_wrong(self, token: Token, name: str) -> Token:
        """A good token of this realm made wrong in the way of this name."""
        from emulator.controls import tokens

        made = self._server.call(lambda: tokens.make_wrong(self._server.emulator, self._context(), str(token), name))
        return Token.of({**token.response, "access_token": made})

    def wrong_tokens(self, *, client_id: str, **wanted: Any) -> dict[str, Token]:
        """All tokens that whoever verifies a JWT must refuse, by name."""
        from emulator.tokens import forge

        return {name: self.wrong_token(name, client_id=client_id, **wanted) for name in forge.WRONG}

    def revoke(self, token: str) -> None:
        """Ends an access token as its client's revocation does."""
        from emulator.controls import tokens

        self._server.call(lambda: tokens.revoke(self._context(), token))

    def rotate_keys(self, algorithm: str = "", *, keep: bool = True) -> str:
        """A new key signs from now on, whose ``kid`` is returned; old keys verify still, unless ``keep`` is false."""
        from emulator.controls import keys

        return self._server.call(lambda: keys.rotate(self._context(), algorithm, keep=keep))

    def mail(self, recipient: str = "") -> list[dict[str, Any]]:
        """The mails that the realm wrote, oldest first: ``recipient``, ``subject``, ``text``, ``html``, ``links``."""
        from emulator.controls import mail
        from emulator.mail import mailbox

        return self._server.call(lambda: [mail.as_json(one) for one in mailbox.all_of(self._context().tables, recipient)])

    def users(self) -> list[dict[str, Any]]:
        """The users' representations, without credentials."""
        from emulator.controls import realms

        return self._server.call(lambda: realms.users_of(self._context().tables))

    def sessions(self) -> list[dict[str, Any]]:
        """The sessions: ``id``, ``username``, ``started``, ``last_access``, ``offline``, ``clients``."""
        from emulator.controls import realms

        return self._server.call(lambda: realms.sessions_of(self._context().tables))

    def export(self) -> str:
        """The realm as it is now, as a YAML realm file."""
        from emulator.controls import realms

        return self._server.call(lambda: realms.exported(self._server.emulator, self._context().tables))

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
        return self._server.emulator.context(tables, self._base, "127.0.0.1")


def _described(context: Context, request: BackchannelRequest) -> dict[str, str]:
    client, user = context.tables.client_by_id(request.client_id), context.tables.user(request.user_id)
    return {
        "auth_req_id": request.id,
        "username": user.username if user is not None else "",
        "client_id": client.client_id if client is not None else "",
        "scope": request.scope,
        "binding_message": request.binding_message,
    }
