"""One realm as a test sees it: where its endpoints are, its tokens, real and forged, its mail and its keys."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from pytest_plugin.logins import Login
from pytest_plugin.redirects import Stay
from pytest_plugin.tokens import Token, TokenError
from pytest_plugin.upstream import Upstream

if TYPE_CHECKING:
    from emulator.context import Context
    from emulator.serving.live import LiveServer
    from emulator.state.browser import BackchannelRequest
    from pytest_plugin.dpop import DpopKey
    from pytest_plugin.remote import RemoteServer

__all__ = ["Realm", "Token", "TokenError"]
T = TypeVar("T")
_TIMEOUT = 30


class Realm:
    """One realm of the server."""

    def __init__(self, server: LiveServer | RemoteServer, name: str, base: str = "") -> None:
        self._server = server
        self._base = base or server.url
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
        optional = {"client_secret": client_secret, "username": username, "password": password, "scope": scope}
        form.update({name: value for name, value in optional.items() if value is not None})
        proof = {} if dpop is None else {"DPoP": dpop.proof("POST", self.token_url)}
        request = urllib.request.Request(self.token_url, urlencode(form).encode(), proof)  # noqa: S310 - our own http server
        try:
            return Token.of(self._open(request))
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
        ``audience`` the audience; ``lifespan`` is in seconds, below zero for one that has expired. ``acr`` is the level of authentication,
        by a name that the realm or the client has for it. ``wrong`` makes the access token
        wrong in the way of that name: see ``wrong_token``. ``dpop`` binds the token to a key.
        """
        from emulator.controls import tokens

        known = {"client_id": client_id, **wanted}
        if "dpop" in known and not isinstance(known["dpop"], str):
            known["dpop"] = known["dpop"].thumbprint
        if unknown := set(known) - set(tokens.MEMBERS):
            raise TypeError(f"mint takes {', '.join(tokens.MEMBERS)}, not {', '.join(sorted(unknown))}")
        return Token.of(self._server.call(lambda: tokens.mint(self._server.emulator, self._context(), known)))

    def login(self, client_id: str, username: str, *, redirect_uri: str = "", scope: str = "", **parameters: str) -> Login:
        """A login in a browser of its own, without pages and without a password; raises ValueError or LookupError for what cannot be.

        It begins at the authorization endpoint, and ends with the client's code and the browser's cookies. ``parameters`` are more of
        the authorization request: ``state``, ``nonce``, ``acr_values``, ``response_type``, ``code_challenge``. Without a ``redirect_uri``
        it is the client's first. Consent is granted; a required action that the user has to do is a ValueError.
        """
        wanted = {"client_id": client_id, "username": username, "redirect_uri": redirect_uri, "scope": scope, "parameters": parameters}
        return self.logged_in(self.control("logins", wanted))

    def logged_in(self, login: Mapping[str, Any]) -> Login:
        """A login that has happened, whose code the realm exchanges."""
        return Login(login, lambda sent: self.control("logins/tokens", sent))

    def upstream(self, alias: str) -> Upstream:
        """An identity provider that the emulator plays, so that a test can say who logs in there."""
        return Upstream(self, alias)

    def approve_device(self, user_code: str, username: str) -> None:
        """Lets the device that shows this code in, as this user; raises LookupError where no device waits for it."""
        self.control(f"devices/{quote(user_code, safe='')}/approve", {"username": username})

    def deny_device(self, user_code: str) -> None:
        """Turns the device that shows this code away; raises LookupError where no device waits for it."""
        self.control(f"devices/{quote(user_code, safe='')}/deny", {})

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

    def explain(self, token: str) -> dict[str, Any]:
        """A token claim by claim: the mapper and the scope behind each, where each role comes from, what is missing and why.

        A JWT of this realm, or an opaque access token of it; raises ValueError for any other text.
        """
        from emulator.controls import explain

        return self._server.call(lambda: explain.explain(self._context(), {"token": str(token)}))

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

    def events(self, name: str = "", *, kind: str = "") -> list[dict[str, Any]]:
        """What happened in this test, oldest first, whether the realm keeps its events or not: Keycloak's documents.

        ``name`` chooses a type, like ``LOGIN``, or an administrator's operation, like ``CREATE``; ``kind`` ``event`` or ``admin-event``.
        """
        from emulator.controls import events

        wanted = {name: value for name, value in (("kind", kind), ("type", name)) if value}
        return self._server.call(lambda: events.of_realm(self._server.emulator, self.name, wanted))

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
            request = next((waiting for waiting in ciba_requests.waiting(context) if waiting.id == auth_req_id), None)
            if request is None:
                raise LookupError("no request with this auth_req_id waits for an answer")
            ciba_requests.answer(context, request, status)

        self._server.call(give)

    def opener(self) -> urllib.request.OpenerDirector:
        """What opens the realm's URLs, and follows no redirect."""
        context = ssl.create_default_context(cafile=self._server.authority_file) if self._server.authority_file else None
        return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), Stay)

    def _open(self, request: urllib.request.Request) -> Any:
        with self.opener().open(request, timeout=_TIMEOUT) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def control(self, path: str, sent: Mapping[str, Any]) -> Any:
        """What a control of this realm answers; raises LookupError for what is unknown, else ValueError."""
        self._context()
        url = f"{self._base}/_emulator/realms/{quote(self.name, safe='')}/{path}"
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(sent).encode(), headers)  # noqa: S310 - our own http server
        try:
            return self._open(request)
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error).get("error_description", "")
            raise (LookupError if error.code == 404 else ValueError)(said) from None

    def with_context(self, work: Callable[[Context], T]) -> T:
        """What the server does with this realm, on its own thread."""
        return self._server.call(lambda: work(self._context()))

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
