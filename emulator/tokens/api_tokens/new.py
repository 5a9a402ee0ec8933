"""Making an API token: what its owner asks for, checked against what the owner has and the realm allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.core import api_token_text as texts
from emulator.core.dataclass import dataclass
from emulator.realm.api_tokens import MAX_LIFESPAN
from emulator.realm.views import User
from emulator.state import roles as role_mappings
from emulator.state.records import ApiToken
from emulator.tokens import scopes
from emulator.tokens.api_tokens import claims as api_tokens
from emulator.tokens.api_tokens.claims import Names

MEMBERS = ("label", "roles", "scopes", "expiresIn")
NEVER = "never"
_LONGEST = 255


class Invalid(ValueError):
    """A token that cannot be made; ``field`` is the member of the request that is at fault, empty for none."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. ``expires_in`` is in seconds, 0 for never, None where nothing was said; so are ``roles`` and ``scopes``."""

    label: str
    roles: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    expires_in: int | None = None


def read(document: Mapping[str, Any]) -> Wanted:
    """What a JSON object or a form asks for; raises Invalid."""
    for name in document:
        if name not in MEMBERS:
            raise Invalid(name[:80], f"Unrecognized field, only {', '.join(MEMBERS)} are known")
    label = document.get("label")
    if not isinstance(label, str) or not label.strip():
        raise Invalid("label", "Please give the token a label")
    label = label.strip()
    if len(label) > _LONGEST or not label.isprintable():
        raise Invalid("label", f"A label has up to {_LONGEST} characters, without control characters")
    return Wanted(label, _names(document, "roles"), _names(document, "scopes"), _seconds(document.get("expiresIn")))


def _names(document: Mapping[str, Any], field: str) -> tuple[str, ...] | None:
    found = document.get(field)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise Invalid(field, "Must be a list of names")
    return tuple(dict.fromkeys(found))


def _seconds(given: Any) -> int | None:
    if given is None or given == NEVER:
        return None if given is None else 0
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= MAX_LIFESPAN:
        raise Invalid("expiresIn", f"Must be a number of seconds up to {MAX_LIFESPAN}, or '{NEVER}'")
    return given


def make(context: Context, user: User, wanted: Wanted, held: Names | None = None) -> tuple[ApiToken, str]:
    """Keeps a new token of the user, and returns it with its text, which nobody can find out again.

    ``held`` are the ids of the roles that whoever asks has at hand; None for all of the user's. Raises Invalid.
    """
    try:
        rules = api_tokens.settings(context)
    except api_tokens.Refused as error:
        raise Invalid("", f"The realm's rules for API tokens are broken: {error}") from error
    now, table = context.clock.seconds(), context.tables.api_tokens
    granted, visible = _roles(context, user, wanted, held), _scopes(context, user, wanted)
    expires = _expiration(rules.max_lifespan, wanted, now)
    text = texts.make(context.ids, rules.prefix)
    while table.one("public", texts.public(text)) is not None:
        text = texts.make(context.ids, rules.prefix)
    identifier = context.ids.uuid()
    token = ApiToken(
        identifier, user.id, wanted.label, texts.public(text), texts.digest(text), now, expires, roles=granted, scopes=visible
    )  # fmt: skip
    table.put(identifier, token)
    return token, text


def available_roles(context: Context, user: User, held: Names | None = None) -> list[str]:
    """Ids of the roles that a new token of the user may have."""
    allowed = api_tokens.allowed_roles(context.tables, api_tokens.settings(context).roles)
    mine = role_mappings.of_user(context.tables, user)
    return [one for one in mine if (held is None or one in held) and (allowed is None or one in allowed)]


def available_scopes(context: Context, user: User) -> list[str]:
    """Names of the scopes that a new token of the user may have."""
    rules, tables = api_tokens.settings(context), context.tables
    client = api_tokens.client_of(tables, rules.client)
    if client is None:
        return []
    every = " ".join((scopes.OPENID, *client.optional_client_scopes))
    permitted = scopes.permitted(tables, client, user, every).scopes
    names = [scopes.OPENID, *(one.name for one in permitted if one.in_token_scope and one.name != scopes.OFFLINE_ACCESS)]
    return [name for name in names if not rules.scopes or name in rules.scopes]


def _roles(context: Context, user: User, wanted: Wanted, held: Names | None) -> tuple[str, ...] | None:
    tables, may = context.tables, dict.fromkeys(available_roles(context, user, held))
    limited = api_tokens.settings(context).roles
    if limited and not wanted.roles:
        raise Invalid("roles", f"Please choose a role: {', '.join(limited)}")
    if wanted.roles is None:
        return None if len(may) == len(role_mappings.of_user(tables, user)) else tuple(may)
    role_ids = []
    for name in wanted.roles:
        identifier = api_tokens.role_named(tables, name)
        if identifier not in may:
            raise Invalid("roles", f"You cannot give the role '{name[:_LONGEST]}'")
        role_ids.append(identifier)
    return tuple(dict.fromkeys(role_ids))


def _scopes(context: Context, user: User, wanted: Wanted) -> tuple[str, ...] | None:
    may = available_scopes(context, user)
    if not may:
        raise Invalid("scopes", "The realm allows no scope, or has no client that its API tokens are for")
    if wanted.scopes is None:
        return tuple(may) if api_tokens.settings(context).scopes else None
    if not wanted.scopes:
        raise Invalid("scopes", "Please choose a scope, or leave scopes out")
    for name in wanted.scopes:
        if name not in may:
            raise Invalid("scopes", f"You cannot give the scope '{name[:_LONGEST]}'")
    return wanted.scopes


def _expiration(longest: int, wanted: Wanted, now: int) -> int:
    seconds = longest if wanted.expires_in is None else wanted.expires_in
    if longest and not 0 < seconds <= longest:
        raise Invalid("expiresIn", f"The realm's API tokens live up to {longest} seconds")
    return now + seconds if seconds else 0
