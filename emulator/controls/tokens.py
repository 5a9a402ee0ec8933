"""Tokens at will: for anybody without a password, with other claims, signed by the realm or deliberately wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import dpop, user_tokens
from emulator.protocol import revoke as revocation
from emulator.realm import levels
from emulator.realm.views import Client, User
from emulator.state.store import RealmTables
from emulator.tokens import forge, scopes, verify
from emulator.tokens.decision import Decision
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator

MEMBERS = ("client_id", "username", "scope", "claims", "roles", "groups", "audience", "lifespan", "acr", "wrong", "dpop")
_LISTS = ("roles", "groups")


def mint(emulator: Emulator, context: Context, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The token answer for ``wanted``, whose members are ``MEMBERS``.

    The user needs no password; without ``username`` it is the client's service account. ``wrong`` names what is wrong with the access
    token, ``dpop`` is the thumbprint of the key that it is bound to. Raises ControlError.
    """
    tables = context.tables
    client = _common.client_named(tables, _common.text(wanted, "client_id"))
    changes = _changes(wanted, _acr(tables, client, _common.text(wanted, "acr")))
    name, scope = _common.text(wanted, "username"), _common.text(wanted, "scope") or None
    try:
        scopes.check(tables, client, scope)
        decision = _of_user(context, client, _common.user_named(tables, name), scope) if name else _of_client(context, client, scope)
        key = _common.text(wanted, "dpop")
        if key:
            context.terms.proven_key = key
            dpop.bind(context, client, decision)
        body = forge.mint(context, emulator.plans, decision, changes).finish()
        wrong = _common.text(wanted, "wrong")
        if wrong:
            body["access_token"] = make_wrong(emulator, context, body["access_token"], wrong)
    except OAuthError as error:
        raise ControlError(f"{error.error}: {error.description}") from error
    except ValueError as error:
        raise error if isinstance(error, ControlError) else ControlError(str(error)) from error
    return body


def make_wrong(emulator: Emulator, context: Context, token: str, name: str) -> str:
    """A good access token made wrong: a name of ``forge.WRONG``, or ``revoked``, which its client has revoked; raises ValueError."""
    if name == "revoked":
        revoke(context, token)
        return token
    others = (tables for tables in emulator.store.realms if tables is not context.tables)
    other = next(others, None)
    return forge.wrong(context, token, name, emulator.context(other, context.base) if other is not None else None)


def revoke(context: Context, token: str) -> None:
    """Ends a token as its client's revocation does; raises ControlError for one that is not valid already."""
    try:
        found = verify.access_token(context, token)
    except verify.NotValid as error:
        raise ControlError(f"the token is not valid already: {error}") from error
    client = _common.client_named(context.tables, found.text("azp")) if found.permanent is None else None
    revocation.end(context, client, found)


def forged(context: Context, wanted: Mapping[str, Any]) -> str:
    """Exactly the given ``claims``, signed by the realm's key for ``algorithm`` with the header's ``typ``; raises ControlError."""
    claims = wanted.get("claims")
    if not isinstance(claims, dict):
        raise ControlError("claims is an object")
    try:
        return forge.sign(context, claims, _common.text(wanted, "algorithm"), _common.text(wanted, "typ") or "JWT")
    except (OAuthError, ValueError) as error:
        raise ControlError(str(error)) from error


def _acr(tables: RealmTables, client: Client, name: str) -> dict[str, str]:
    """The claim of a level of authentication, one that the client or the realm knows; raises ControlError."""
    known = {*levels.by_name(client, tables.realm), *levels.configured(tables.document)}
    if name and name not in known:
        raise ControlError(_common.unknown("level of authentication", name, known))
    return {"acr": name} if name else {}


def _changes(wanted: Mapping[str, Any], acr: Mapping[str, str]) -> forge.Changes:
    claims = _common.mapping(wanted, "claims")
    for name in _LISTS:
        value = wanted.get(name)
        if value is not None and not (isinstance(value, list | tuple) and all(isinstance(member, str) for member in value)):
            raise ControlError(f"{name} is a list of names")
    audience, lifespan = wanted.get("audience"), wanted.get("lifespan")
    if not (
        audience is None or isinstance(audience, str) or (isinstance(audience, list | tuple) and all(isinstance(a, str) for a in audience))
    ):
        raise ControlError("audience is a name or a list of names")
    if lifespan is not None and (isinstance(lifespan, bool) or not isinstance(lifespan, int)):
        raise ControlError("lifespan is a number of seconds")
    return forge.Changes({**acr, **claims}, wanted.get("roles"), wanted.get("groups"), audience, lifespan)


def _of_user(context: Context, client: Client, user: User, scope: str | None) -> Decision:
    return user_tokens.decision(context, "ro", client, user, sessions.start(context, user), scope)


def _of_client(context: Context, client: Client, scope: str | None) -> Decision:
    account = context.tables.users.one("serviceAccountClientId", client.client_id)
    if account is None:
        raise ControlError(f"the client '{client.client_id}' has no service account: give a username")
    user = User(account)
    session, mine = sessions.join(context, sessions.start(context, user), client, scope)
    in_force = scopes.permitted(context.tables, client, user, scope)
    return Decision(
        "cc", client, user, session, mine, scope, in_force, transient=True, refresh=False, id_token=scopes.has_openid(scope)
    )  # fmt: skip


def create(call: Call) -> Response:
    """A token answer."""
    context = _common.context_of(call)
    found = _common.document(call, MEMBERS)
    try:
        return _common.answer(mint(call.emulator, context, found))
    except ControlError as error:
        raise _common.refused(error) from error


def create_forged(call: Call) -> Response:
    """``{"token": …}`` with exactly the claims that were sent."""
    context = _common.context_of(call)
    found = _common.document(call, ("claims", "algorithm", "typ"))
    try:
        return _common.answer({"token": forged(context, found)})
    except ControlError as error:
        raise _common.refused(error) from error


def create_wrong(call: Call) -> Response:
    """All deliberately wrong tokens by name, made of the good one that ``create`` would give."""
    context = _common.context_of(call)
    found = _common.document(call, MEMBERS)
    try:
        good = mint(call.emulator, context, found)["access_token"]
        return _common.answer({name: make_wrong(call.emulator, context, good, name) for name in forge.WRONG})
    except ValueError as error:
        raise _common.refused(error) from error


ROUTES = [
    Route("POST", "/_emulator/realms/{name}/tokens", create),
    Route("POST", "/_emulator/realms/{name}/tokens/forged", create_forged),
    Route("POST", "/_emulator/realms/{name}/tokens/wrong", create_wrong),
]
