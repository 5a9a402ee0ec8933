"""Search for users: lists and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from emulator.admin import _attribute_query, _named_users, fine_grained, users
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import bounds, found, listed, page
from emulator.authz import admin_permissions
from emulator.core.clock import give_way
from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.core.wildcards import beginning, like
from emulator.realm.views import User
from emulator.web.response import Response

_FIELDS = ("username", "email", "firstName", "lastName")
_FLAGS = ("enabled", "emailVerified")
_QUERY = ("view-users", "manage-users", "query-users")
_USUAL_MAX = 100
_LONG = 255
_MANY = 2000
"""Users from which on a look at all of them leaves room for other requests."""
_NARROWING = (*_FIELDS, *_FLAGS, "search", "exact", "idpAlias", "idpUserId", "q", "createdAfter", "createdBefore")
_EXACT, _SEARCH, _ACCOUNTS = (f"keycloak.session.realm.users.query.{name}" for name in ("exact", "search", "include_service_account"))
_RESERVED = frozenset({_EXACT, _SEARCH, _ACCOUNTS})
"""Keys of ``q`` that are no attributes: Keycloak's names for what a search is told besides."""
_DAY = 86_400_000
_DATE, _MILLISECONDS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[0-9]{1,18}")
Condition = Callable[[ReadDocument], bool]


def listing(admin: AdminCall) -> Response:
    """Users by name, and those that the query asks for: ``search``, one field or more, flags, ``q`` for attributes."""
    return listed(admin, wanted(admin), shown(admin))


def wanted(admin: AdminCall) -> list[ReadDocument]:
    """The page that the query asks for of the users that the caller may see."""
    query = admin.call.query
    named = _named_users.named(admin.tables, query.get("search"))
    if named is not None:
        matching = _visible(admin, named)
    elif admin.may("view-users", "manage-users") and not any(query.get(name) for name in _NARROWING):
        matching = _page_of_all(admin)
    else:
        matching = page(admin, _visible(admin, _matching(admin)), _USUAL_MAX)
    return matching


def shown(admin: AdminCall) -> Callable[[ReadDocument], dict[str, Any]]:
    """How a user of a list is shown to the caller."""
    manages, show = admin.may("manage-users"), users.brief if admin.flag("briefRepresentation") else users.representation
    by_permission = not manages and fine_grained.of(admin) is not None

    def user(document: ReadDocument) -> dict[str, Any]:
        manage = fine_grained.user_access(admin, document["id"])["manage"] if by_permission else manages
        return {**show(admin.tables, User(document)), "access": {"manage": manage}}

    return user


def count(admin: AdminCall) -> Response:
    """How many users the query asks for."""
    if not any(admin.call.query.get(name) for name in _NARROWING):
        users = admin.tables.users
        everybody = len(users) - len(users.ascending("serviceAccountClientId"))
        if admin.may("view-users", "manage-users") or not fine_grained.has_any(admin):
            return found(everybody)
    named = _named_users.named(admin.tables, admin.call.query.get("search"), counted=True)
    matching = _matching(admin) if named is None else named
    return found(len(_visible(admin, matching) if fine_grained.has_any(admin) else matching))


def _page_of_all(admin: AdminCall) -> list[ReadDocument]:
    """The page that is asked for of everybody but service accounts, without looking at those before it."""
    users = admin.tables.users
    names: Sequence[str] = users.ascending("username")
    accounts = [users.one("serviceAccountClientId", client) for client in users.ascending("serviceAccountClientId")]
    if accounts:
        hidden = {str(account["username"]).lower() for account in accounts if account is not None}
        start, limit = bounds(admin, _USUAL_MAX)
        wanted: Iterator[str] = islice((name for name in names if name not in hidden), start, None if limit is None else start + limit)
    else:
        wanted = iter(page(admin, names, _USUAL_MAX))

    def rows() -> list[ReadDocument]:
        by_name = (users.one("username", name) for name in wanted)
        return [row for row in by_name if row is not None]

    return admin.context.answers.once("page of all users", rows)


def _visible(admin: AdminCall, matching: list[ReadDocument]) -> list[ReadDocument]:
    return matching if admin.may("view-users", "manage-users") else list(fine_grained.visible(admin, admin_permissions.USERS, matching))


def _matching(admin: AdminCall) -> list[ReadDocument]:
    conditions, service_accounts = _conditions(admin)
    rows = _candidates(admin)

    def looked_at() -> list[ReadDocument]:
        matching: list[ReadDocument] = []
        for part in _parts(rows):
            for meets in conditions:
                part = [document for document in part if meets(document)]
            matching += part if service_accounts else [document for document in part if not document.get("serviceAccountClientId")]
        return sorted(matching, key=lambda document: str(document["username"]))

    return admin.context.answers.ask("users", looked_at, own_thread=True) if len(rows) > _MANY else looked_at()


def _parts(rows: list[ReadDocument]) -> Iterator[list[ReadDocument]]:
    """The rows in parts; between them other threads have the interpreter."""
    for start in range(0, len(rows), _MANY):
        if start:
            give_way()
        yield rows[start : start + _MANY]


def _candidates(admin: AdminCall) -> list[ReadDocument]:
    """The users that may fit: of an exact name or address those that have it, else all."""
    query, users = admin.call.query, admin.tables.users
    if not query.get("search") and _exact(admin, _asked(admin)):
        if query.get("username"):
            row = users.one("username", str(query.get("username")).lower())
            return [row] if row is not None else []
        if query.get("email"):
            return list(users.many("email", str(query.get("email")).lower()))
    return list(users)


def _conditions(admin: AdminCall) -> tuple[list[Condition], bool]:
    """What a user has to meet, and whether service accounts are among those looked at."""
    query = admin.call.query
    search = query.get("search")
    conditions = [_flag(name, bool(admin.flag(name))) for name in _FLAGS if query.get(name)]
    if search:
        conditions += _times(query.get)
        return [*conditions, *(_term(term) for term in search.lower().split())], False
    conditions += _times(query.get)
    fields = [name for name in _FIELDS if query.get(name) is not None]
    asked = _asked(admin)
    exact = _exact(admin, asked)
    conditions += [_field(name, query.get(name) or "", bool(exact)) for name in fields]
    alias, identity = query.get("idpAlias"), query.get("idpUserId")
    if alias is not None or identity is not None:
        conditions.append(_identity(alias, identity))
    conditions += [_term(term) for term in asked.get(_SEARCH, "").lower().split()]
    conditions += [_attribute(key, value, exact) for key, value in asked.items() if key not in _RESERVED]
    return conditions, bool(conditions or asked) or admin.flag("exact") is not None


def _asked(admin: AdminCall) -> dict[str, str]:
    """The pairs of ``q``."""
    return dict(_attribute_query.pairs(admin.call.query.get("q")))


def _exact(admin: AdminCall, asked: Mapping[str, str]) -> bool | None:
    """What ``exact`` says; as observed the pair of ``q`` that is reserved for it counts before the parameter."""
    said = asked.get(_EXACT)
    return admin.flag("exact") if said is None else said.lower() == "true"


def _times(query: Callable[[str], str | None]) -> list[Condition]:
    """When a user was made, both ends included: a day, or milliseconds since 1970."""
    conditions: list[Condition] = []
    after, before = query("createdAfter"), query("createdBefore")
    if after:
        start = _moment("createdAfter", after)
        conditions.append(lambda document: int(document.get("createdTimestamp") or 0) >= start)
    if before:
        end = _moment("createdBefore", before, _DAY - 1)
        conditions.append(lambda document: int(document.get("createdTimestamp") or 0) <= end)
    return conditions


def _moment(name: str, text: str, rest_of_day: int = 0) -> int:
    try:
        if _DATE.fullmatch(text):
            return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000 + rest_of_day
        if _MILLISECONDS.fullmatch(text):
            return int(text)
    except ValueError:
        pass
    raise AdminError(400, {"error": f"Invalid value for '{name}', expected format is yyyy-MM-dd or an Epoch timestamp"})


def _flag(name: str, wanted: bool) -> Condition:
    return lambda document: bool(document.get(name)) is wanted


def _term(term: str) -> Condition:
    """One word of ``search``: the beginning of any field, ``*`` stands for anything, in quotes it is the whole field."""
    if len(term) >= 2 and term[0] == term[-1] == '"':
        whole = term[1:-1]
        return _all_in([f"\n{whole}\n"], lambda document: bool(whole) and any(_text(document, name) == whole for name in _FIELDS))
    pattern = beginning(term, case=True)
    pieces = [piece for piece in f"\n{term}".split("*") if piece.strip()]
    return _all_in(pieces, lambda document: any(document.get(name) and pattern.match(_text(document, name)) for name in _FIELDS))


def _all_in(pieces: Sequence[str], meets: Condition) -> Condition:
    """The condition, asked of the few users only in whose fields, a line each, all pieces are."""
    first, *others = pieces or ("",)

    def asked(document: ReadDocument) -> bool:
        get = document.get
        lines = f"\n{get('username')}\n{get('email')}\n{get('firstName')}\n{get('lastName')}\n".lower()
        return first in lines and all(piece in lines for piece in others) and meets(document)

    return asked


def _field(name: str, wanted: str, exact: bool) -> Condition:
    lower = wanted.lower()
    if exact and lower:
        return lambda document: _text(document, name) == lower
    if not lower:
        return lambda document: True
    pattern = like(lower)
    return lambda document: bool(document.get(name)) and pattern.search(_text(document, name)) is not None


def _identity(alias: str | None, identifier: str | None) -> Condition:
    def meets(document: ReadDocument) -> bool:
        return any(
            (alias is None or link.get("identityProvider") == alias) and (identifier is None or link.get("userId") == identifier)
            for link in document.get("federatedIdentities") or ()
        )

    return meets


def _attribute(name: str, value: str, exact: bool | None) -> Condition:
    """A pair of ``q``: the whole value of an attribute unless ``exact`` is false, part of a field unless it is true; the case is no matter.

    As observed, long values are only found as a whole.
    """
    if name in _FIELDS:
        return _field(name, value, exact=bool(exact))
    if name in _FLAGS:
        return _flag(name, value.lower() == "true")
    lower, pattern = value.lower(), like(value)

    def meets(document: ReadDocument) -> bool:
        values = (document.get("attributes") or {}).get(name) or ()
        if exact is not False or len(value) > _LONG:
            return value in values or any(each.lower() == lower for each in values)
        return any(len(each) <= _LONG and pattern.search(each) for each in values)

    return meets


def _text(document: ReadDocument, name: str) -> str:
    return str(document.get(name) or "").lower()


ROUTES = [
    route("GET", "/users", listing, *_QUERY),
    route("GET", "/users/count", count, *_QUERY),
]
