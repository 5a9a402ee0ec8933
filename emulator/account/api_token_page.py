"""The account console's page of API tokens: what it shows, and what its forms do."""

from __future__ import annotations

from typing import Any

from emulator.context import Context
from emulator.realm.views import User
from emulator.state import api_tokens as state
from emulator.state.records import UserSession
from emulator.tokens.api_tokens import claims as api_tokens
from emulator.tokens.api_tokens import new as new_api_token
from emulator.tokens.api_tokens import shown as shared
from emulator.web.call import Call

PATH = "account-security/api-tokens"
NAME = "api_tokens"
CLIENT = "account-console"
_DAY = 86400
_LIVES = (_DAY, 7 * _DAY, 30 * _DAY, 90 * _DAY, 365 * _DAY)
_UNITS = ((_DAY, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_RARELY_MEANT = ("offline_access", "uma_authorization")


def shown(call: Call, user: User) -> dict[str, Any]:
    """The user's tokens, and what a new one may have; ``fault`` says why there can be none."""
    context = call.context
    now, tables = context.clock.seconds(), context.tables
    mine = [
        {**shared.representation(tables, token), "created": token.created, "expires": token.expires, "used": token.last_used,
         "expired": bool(token.expires) and token.expires <= now}
        for token in tables.api_tokens.many("user", user.id)
    ]  # fmt: skip
    try:
        rules = api_tokens.settings(context)
        return {
            "tokens": mine, "roles": _roles(context, user), "scopes": new_api_token.available_scopes(context, user),
            "limited": bool(rules.roles), "lives": _lives(rules.max_lifespan), "fault": "",
        }  # fmt: skip
    except api_tokens.Refused as error:
        return {"tokens": mine, "roles": [], "scopes": [], "limited": False, "lives": [], "fault": str(error)}


def _roles(context: Context, user: User) -> list[str]:
    """Names of the roles to choose from, the realm's before those of clients, without those that every user has anyway."""
    tables, limited = context.tables, bool(api_tokens.settings(context).roles)
    usual = () if limited else (*_RARELY_MEANT, tables.realm.default_role.get("name", ""))
    found = [tables.role(one) for one in new_api_token.available_roles(context, user)]
    names = [(one.client_role, api_tokens.name_of(tables, one.id)) for one in found if one is not None and one.name not in usual]
    return [name for _, name in sorted(names)]


def _lives(longest: int) -> list[tuple[str, str]]:
    """How long a token may live, as a form's value and in words."""
    if not longest:
        return [(new_api_token.NEVER, "Never"), *((str(one), _words(one)) for one in _LIVES)]
    return [(str(one), _words(one)) for one in (*(one for one in _LIVES if one < longest), longest)]


def _words(seconds: int) -> str:
    unit, name = next((unit, name) for unit, name in _UNITS if seconds % unit == 0)
    count = seconds // unit
    return f"{count} {name}{'' if count == 1 else 's'}"


def chosen(call: Call) -> dict[str, Any]:
    """What the form has, so that it is not lost when it is refused."""
    form = call.form
    return {"label": form.get("label") or "", "chosen": [*form.values("role"), *form.values("scope"), form.get("expires") or ""]}


def revoke(call: Call, session: UserSession, user: User) -> None:
    """Ends the token that the form names, if it is the user's."""
    found = call.tables.api_tokens.get(call.form.get("revoke") or "")
    if found is not None and found.user_id == user.id:
        state.forget(call.tables, found)
        shared.record(call.context, shared.REMOVED, found, CLIENT, session.id)


def create(call: Call, session: UserSession, user: User) -> str:
    """Makes the token that the form describes, and returns its text; raises ``new_api_token.Invalid``."""
    form = call.form
    life = form.get("expires") or ""
    document: dict[str, Any] = {
        "label": form.get("label"),
        "roles": form.values("role") or None,
        "scopes": form.values("scope") or None,
        "expiresIn": int(life) if life.isascii() and life.isdecimal() and len(life) < 20 else life or None,
    }
    token, text = new_api_token.make(call.context, user, new_api_token.read(document))
    shared.record(call.context, shared.CREATED, token, CLIENT, session.id)
    return text
