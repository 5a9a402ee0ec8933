"""A token explained: is it good, whose is it, who made each claim, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.keys import jws
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import opaque, plan, scopes, verify
from emulator.tokens.draft import Subject
from emulator.tokens.explain import claims as of_claims
from emulator.tokens.explain import role_ways, traces
from emulator.tokens.scopes import ScopeSet
from emulator.tokens.verify import Verified

Sessions = Callable[[str, bool], UserSession | None]
"""Finds a session by its id; the second says whether it is an offline one."""
_ACCESS = ("bearer", "dpop")
_KINDS = {"ID": plan.ID, "Refresh": "refresh", "Offline": "refresh", "Logout": "logout"}
_TIMES = ("exp", "nbf", "iat", "auth_time")


class NotExplained(ValueError):
    """A text that is no token which can be explained; the message says why."""


@dataclass(slots=True)
class _Token:
    """A token taken apart, and what it is about as far as the realm still knows. ``flaw`` says why it would be refused."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    flaw: str
    kind: str = ""
    client: Client | None = None
    user: User | None = None
    session: UserSession | None = None
    client_session: ClientSession | None = None
    doubts: list[str] = field(default_factory=list)


def explain(context: Context, text: str, sessions: Sessions) -> dict[str, Any]:
    """A JWT of the realm, or an opaque access token, explained by the realm as it is now; raises NotExplained.

    The document has ``kind``, ``valid`` and the ``reason`` why not, ``now`` (the emulator's time), ``header``, ``client``, ``user`` and
    ``session`` (empty where unknown), ``scopes``, ``claims``, ``absent`` (claims that are not there, and what would make them), ``roles``,
    and ``doubts``: what makes the explanation uncertain.
    """
    token = _read(context, text.strip().removeprefix("Bearer ").strip())
    _identify(context, token, sessions)
    told: dict[str, Any] = {
        "kind": token.kind, "valid": not token.flaw, "reason": token.flaw, "now": context.clock.now(), "header": dict(token.header),
        "client": token.client.client_id if token.client is not None else "",
        "user": token.user.username if token.user is not None else "",
        "session": token.session.id if token.session is not None else "",
        "scopes": [], "claims": [], "absent": [], "roles": [], "doubts": token.doubts,
    }  # fmt: skip
    own = of_claims.Own(context.realm, token.client, token.claims, token.kind)
    if token.client is None or token.user is None or token.kind not in (plan.ACCESS, plan.LIGHTWEIGHT, plan.ID):
        told["claims"] = of_claims.present(own, [])
        return told
    in_force, subject = _subject(context, token, token.client, token.user)
    ran = traces.taking_part(subject, in_force, token.kind)
    told["scopes"] = _scopes(subject, in_force)
    told["claims"] = of_claims.present(own, ran)
    told["absent"] = of_claims.absent(own, ran, traces.left_out(subject, in_force, token.kind))
    told["roles"] = role_ways.explained(subject, in_force, token.kind, token.claims, ran)
    return told


def _read(context: Context, text: str) -> _Token:
    record = opaque.find(context, text)
    if record is not None:
        return _Token({}, record.claims, _flaw(context, Verified(record.claims, opaque=True)))
    try:
        decoded = jws.decode(text)
    except jws.InvalidToken as error:
        raise NotExplained(f"this is neither a JWT nor an opaque token of the realm: {error}") from error
    try:
        verified = verify.signed(context, text)
    except verify.NotValid as error:
        return _Token(decoded.header, decoded.claims, str(error))
    return _Token(decoded.header, decoded.claims, _flaw(context, verified))


def _flaw(context: Context, token: Verified) -> str:
    """Why a token that the realm has signed would be refused by itself; empty where it would not."""
    try:
        verify.check(context, token)
    except verify.NotValid as error:
        return str(error)
    if verify.is_revoked(context, token):
        return "the token was revoked"
    return "a not-before policy revokes it" if verify.is_stale(context, token) else ""


def _identify(context: Context, token: _Token, sessions: Sessions) -> None:
    """Finds the client, the session and the user that the claims speak of."""
    said, tables = Verified(token.claims), context.tables
    typ = said.text("typ")
    light = plan.LIGHTWEIGHT if said.light else plan.ACCESS
    token.kind = light if typ.lower() in _ACCESS else _KINDS.get(typ, "")
    token.client = tables.client(said.text("azp"))
    if token.client is None:
        token.doubts.append(f"The realm has no client '{said.text('azp')}', which azp names.")
        return
    sid = said.text("sid")
    token.session = sessions(sid, said.offline) if sid else None
    if sid and token.session is None:
        token.doubts.append("The session has ended: what depends on it cannot be computed again.")
    if token.session is not None:
        token.client_session = token.session.clients.get(token.client.id)
    token.user = tables.user(said.text("sub"))
    if token.user is None and token.session is not None:
        token.user = tables.user(token.session.user_id)
    if token.user is None and not sid:
        account = tables.users.one("serviceAccountClientId", token.client.client_id)
        token.user = User(account) if account is not None else None
    if token.user is None:
        token.doubts.append("The realm does not know the user any more.")


def _subject(context: Context, token: _Token, client: Client, user: User) -> tuple[ScopeSet, Subject]:
    """The scopes in force, and the subject that mappers see: by the session's scope parameter where it leads to the token's scope."""
    tables, shown = context.tables, Verified(token.claims).scope
    wished = " ".join(shown)
    if token.client_session is not None:
        wider = scopes.permitted(tables, client, user, token.client_session.scope)
        # ID tokens do not say their scope.
        if not shown or set(wider.text.split()) == set(shown):
            wished = token.client_session.scope
    in_force = scopes.permitted(tables, client, user, wished)
    return in_force, Subject(context, client, user, in_force.names, wished, token.session, token.client_session)


def _scopes(subject: Subject, in_force: ScopeSet) -> list[dict[str, Any]]:
    """The client's scopes: ``name``, ``kind`` (default or optional), ``in_force``, and ``said``."""
    client, told = subject.client, []
    asked = {scope.name for scope in scopes.requested(subject.tables, client, subject.scope)}
    for kind, names in (("default", client.default_client_scopes), ("optional", client.optional_client_scopes)):
        for name in names:
            alive = name in in_force or any(word.partition(":")[0] == name for word in in_force.names)
            said = "In force."
            if not alive:
                said = "The user has none of the roles that it asks for." if name in asked else "Optional, and not asked for by scope."
            told.append({"name": name, "kind": kind, "in_force": alive, "said": said})
    return told
