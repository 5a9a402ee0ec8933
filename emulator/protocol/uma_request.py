"""What a request for permissions says: who asks, at which resource server, for what, and with which claims."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from emulator.authz import identity, resources, surroundings
from emulator.authz.faults import CannotEvaluate, unforeseen
from emulator.authz.identity import Identity
from emulator.authz.requested import Wanted
from emulator.context import events
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.core.json_text import read_json
from emulator.login import bearer, sessions
from emulator.login.bearer import Login
from emulator.protocol import endpoint
from emulator.protocol.grants import client_credentials
from emulator.realm.authorization_views import ResourceServer
from emulator.realm.views import Client
from emulator.state import authorization
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import lifespans, scopes, verify
from emulator.tokens.decision import Decision
from emulator.tokens.draft import Subject as Mapped
from emulator.tokens.issue import access_claims
from emulator.tokens.verify import Verified
from emulator.web.call import Call

JWT = "urn:ietf:params:oauth:token-type:jwt"
_BAD_TICKET = "invalid_permission_ticket"
ID_TOKEN = "http://openid.net/specs/openid-connect-core-1_0.html#IDToken"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks: identity, login, and the session that tokens are about where the login has none that is kept."""

    identity: Identity
    login: Login
    session: UserSession


@dataclass(slots=True)
class Asked:
    """The request. ``audience`` is the ``clientId`` of the resource server.

    ``ticket`` are the claims of a permission ticket, ``rpt`` those of a token to be upgraded; ``limit`` is a number of permissions, None
    for any.
    """

    audience: str | None
    ticket: Mapping[str, Any] | None
    rpt: Mapping[str, Any] | None
    wanted: list[Wanted] = field(default_factory=list)
    scope: str | None = None
    submit: bool = True
    mode: str | None = None
    with_names: bool = True
    limit: int | None = None

    @property
    def granted_before(self) -> list[Mapping[str, Any]]:
        """The permissions of the token to be upgraded."""
        held = (self.rpt or {}).get("authorization")
        found = held.get("permissions") if isinstance(held, Mapping) else None
        return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

    def pushed(self, call: Call) -> dict[str, list[str]]:
        """The claims that came with the request, or with the ticket, but for names of Keycloak's own; raises OAuthError, CannotEvaluate."""
        token, kind = call.form.get("claim_token"), call.form.get("claim_token_format")
        kind = ID_TOKEN if token is not None and kind is None else kind
        if kind not in (None, JWT, ID_TOKEN):
            raise OAuthError("invalid_request", f"Claim token format [{kind}] not supported", event="invalid_request")
        found = self.ticket.get("claims") if self.ticket is not None else None
        if token is not None and kind == JWT:
            found = _claims(token)
        return {name: values for name, values in _texts(found or {}).items() if not name.startswith(surroundings.OWN)}


def _claims(token: str) -> Any:
    try:
        found = read_json(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error) as error:
        raise OAuthError("invalid_request", "Invalid claims", reason=str(error), event="invalid_request") from error
    if not isinstance(found, dict):
        raise OAuthError("invalid_request", "Invalid claims", reason="the claims are no object", event="invalid_request")
    return found


def _texts(claims: Mapping[str, Any]) -> dict[str, list[str]]:
    if any(not isinstance(values, list) for values in claims.values()):
        raise CannotEvaluate("a pushed claim is no list")
    return {name: [str(value) for value in values] for name, values in claims.items()}


def authenticated(call: Call) -> Login:
    """The login of the Bearer token; raises Keycloak's ``invalid_grant``."""
    text = call.bearer or ""
    try:
        login, _ = _verified(call, text, OAuthError("invalid_grant", "Invalid bearer token", event="invalid_token"))
    except OAuthError as error:
        if isinstance(error.__cause__, bearer.Gone):
            gone = call.tables.client(verify.access_token(call.context, text).text("azp"))
            events.note(call.context, client=gone)
            _allow(call, gone)
        raise
    _allow(call, login.client)
    return login


def _allow(call: Call, client: Client | None) -> None:
    if client is not None:
        call.cors.allow(call.context.web_origins(client), endpoint.EXPOSE)


def _verified(call: Call, text: str, refusal: OAuthError, kinds: tuple[str, ...] = bearer.ACCESS) -> tuple[Login, Verified]:
    try:
        login, token = bearer.authenticate(call.context, text, kinds)
        if kinds is bearer.ACCESS:
            bearer.check_possession(call.context, token, login.client)
        return login, token
    except bearer.NotAccepted as error:
        refusal.reason = str(error)
        raise refusal from error


def identity_of(call: Call, client: Client) -> Subject:
    """Who asks: the user of a token that the request carries, or the client's own service account."""
    form, invalid = call.form, OAuthError("unauthorized_client", "Invalid identity", event="invalid_request")
    if call.bearer is not None:
        return _of_token(call, *_verified(call, call.bearer, invalid))
    token = form.get("claim_token")
    kind = form.get("claim_token_format") or (ID_TOKEN if token is not None else None)
    if kind is not None and kind.lower() == ID_TOKEN.lower() and token is not None:
        login, _ = _verified(call, token, OAuthError("unauthorized_client", "Invalid signature"), ("ID", "Bearer"))
        return _fresh(call, login, login.session or sessions.start(call.context, login.user))
    subject_token = form.get("subject_token")
    if subject_token is not None:
        return _of_token(call, *_verified(call, subject_token, invalid))
    own = client_credentials.decide(call, client)
    return _fresh(call, Login(client, own.user, None, None), own.session)


def _of_token(call: Call, login: Login, token: Verified) -> Subject:
    who = identity.of_token(call.tables, token.claims, login.user, login.client)
    return Subject(who, login, login.session or sessions.start(call.context, login.user))


def _fresh(call: Call, login: Login, session: UserSession) -> Subject:
    """The identity that an access token of this login would have now."""
    context, client = call.context, login.client
    # A request that is decided again is asked by the same: what scripts came to is known by all that they see.
    now = context.answers.once("time of the identity", context.clock.seconds)
    mine = session.clients.get(client.id) or ClientSession(client.id, started=now, refreshed=now)
    in_force = scopes.permitted(context.tables, client, login.user, mine.scope or None)
    decision = Decision("cc", client, login.user, session, mine, mine.scope or None, in_force, transient=login.session is None)
    mapped = Mapped(context, client, login.user, in_force.names, mine.scope, session, mine)
    expiration = lifespans.access_token_expiration(context.realm, client, session, mine, now)
    claims = access_claims(context, call.emulator.plans, decision, mapped, now, expiration)
    return Subject(identity.of_token(context.tables, claims, login.user, client), login, session)


def read(call: Call, client: Client) -> Asked:
    """The parameters of the request; raises OAuthError, in Keycloak's order."""
    form = call.form
    rpt = _decoded(call, form.get("rpt"), "invalid_rpt", "RPT signature is invalid", "invalid_request")
    limit = form.get("response_permissions_limit")
    if limit is not None and not limit.lstrip("+-").isdigit():
        raise unforeseen("response_permissions_limit is no number")
    wanted = _wanted(call)
    if form.get("claim_token") is not None and client.public and form.get("ticket") is None:
        raise OAuthError("invalid_grant", "Public clients are not allowed to send claims", 403, event="invalid_request")
    ticket = _decoded(call, form.get("ticket"), "invalid_ticket", "Ticket verification failed", _BAD_TICKET)
    if ticket is not None and not _is_active(call, ticket):
        raise OAuthError("invalid_ticket", "Invalid permission ticket.", 403, event=_BAD_TICKET)
    names = form.get("response_include_resource_name")
    submit = form.get("submit_request")
    return Asked(
        form.get("audience") if ticket is None else _text(ticket, "azp"), ticket, rpt, wanted if ticket is None else _of_ticket(ticket),
        scope=form.get("scope"), submit=submit is None or submit.lower() == "true", mode=form.get("response_mode"),
        with_names=names is None or names.lower() == "true", limit=int(limit) if limit is not None else None,
    )  # fmt: skip


def _decoded(call: Call, text: str | None, error: str, description: str, event: str) -> Mapping[str, Any] | None:
    if text is None:
        return None
    try:
        return verify.signed(call.context, text).claims
    except verify.NotValid as fault:
        raise OAuthError(error, description, 403, reason=str(fault), event=event) from fault


def _is_active(call: Call, claims: Mapping[str, Any]) -> bool:
    expires, now = claims.get("exp"), call.context.clock.seconds()
    return not isinstance(expires, int) or not expires or expires >= now


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None


def _of_ticket(ticket: Mapping[str, Any]) -> list[Wanted]:
    entries = ticket.get("permissions")
    named = [one for one in entries if isinstance(one, Mapping)] if isinstance(entries, list) else []
    return [Wanted(_text(one, "rsid") or "", [str(name) for name in one.get("scopes") or ()]) for one in named]


def _wanted(call: Call) -> list[Wanted]:
    """``permission`` parameters: ``resource#scope,scope``, with the resource by id or name, or by URI."""
    form, kind = call.form, call.form.get("permission_resource_format")
    if kind not in (None, "id", "uri"):
        return []
    wishes: list[Wanted] = []
    for text in form.values("permission"):
        resource, _, names = text.partition("#")
        if not resource and not names.strip("#") and text:
            raise unforeseen("a permission names neither a resource nor a scope")
        scope_names = [name for name in names.split("#")[0].split(",") if name]
        wishes += _by_uri(call, resource, scope_names) if kind == "uri" else [Wanted(resource, scope_names)]
    return wishes


def _by_uri(call: Call, uri: str, names: list[str]) -> list[Wanted]:
    if not uri:
        if names:
            return [Wanted("", names)]
        raise OAuthError("invalid_resource", "You must provide the uri", event="invalid_request")
    patterns = (call.form.get("permission_resource_matching_uri") or "").lower() == "true"
    server = server_of(call, call.form.get("audience"))
    there = resources.by_uri(call.tables, server.id, uri, patterns=patterns)
    if not there:
        raise OAuthError("invalid_resource", f"Resource with uri [{uri}] does not exist.", event="invalid_request")
    return [Wanted(resource.id, names) for resource in there]


def server_of(call: Call, client_id: str | None) -> ResourceServer:
    """The resource server that is asked; raises OAuthError."""
    if client_id is None:
        raise OAuthError("invalid_request", "You must provide the issuedFor", event="invalid_request")
    client = call.tables.client(client_id)
    if client is None:
        raise OAuthError("invalid_request", f"Unknown resource server id: [{client_id}]", event="invalid_request")
    server = authorization.server(call.tables, client.id)
    if server is None:
        raise OAuthError("invalid_request", "Client does not support permissions", event="invalid_request")
    return server
