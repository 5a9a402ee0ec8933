"""A token's claims while mappers write them, and their order on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from emulator.context import Context
from emulator.core.json_text import json_text
from emulator.realm.views import Client, Realm, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import shape

_ORDER = (
    "exp", "nbf", "iat", "auth_time", "jti", "iss", "aud", "sub", "typ", "azp", "nonce", "sid", "at_hash",
    "c_hash", "acr", "s_hash", "allowed-origins", "realm_access", "resource_access", "authorization", "cnf", "scope", "aud_x",
    "prov",
)  # fmt: skip
_KEPT = frozenset({"exp", "iat", "auth_time", "jti", "iss", "typ", "nonce", "session_state", "scope"})
_AUTH_TIME = "auth_time"
_WHOLE = re.compile(r"[-+]?\d{1,19}", re.ASCII)
_SET = ("sub", "azp", "aud", "acr")
_ANSWERED = frozenset({
    "access_token", "refresh_token", "id_token", "expires_in", "refresh_expires_in", "token_type", "session_state", "not-before-policy",
    "scope",
})  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


class Subject:
    """Whom a token is about, as mappers see it, and in which context.

    ``scopes`` are the names of the client scopes in force, ``scope`` the scope parameter as asked for; ``session`` and
    ``client_session`` are None where claims are computed without one. ``notes`` are the user session's notes. ``roles`` are the ids that
    the user's roles are limited to, None for all of them. ``organization`` is the alias of the only one to tell of, empty for any.
    """

    __slots__ = ("client", "client_session", "context", "organization", "roles", "scope", "scopes", "session", "tables", "user")

    def __init__(
        self,
        context: Context,
        client: Client,
        user: User,
        scopes: tuple[str, ...],
        scope: str = "",
        session: UserSession | None = None,
        client_session: ClientSession | None = None,
        roles: frozenset[str] | None = None,
        organization: str = "",
    ) -> None:
        self.context = context
        self.organization = organization
        self.tables = context.tables
        self.client = client
        self.user = user
        self.scopes = scopes
        self.scope = scope
        self.session = session
        self.client_session = client_session
        self.roles = roles

    @property
    def realm(self) -> Realm:
        """The realm's view."""
        return self.tables.realm

    @property
    def notes(self) -> Mapping[str, str]:
        """Notes of the user session."""
        return self.session.notes if self.session is not None else {}

    @property
    def client_notes(self) -> Mapping[str, str]:
        """Notes of the client session."""
        return self.client_session.notes if self.client_session is not None else {}


class Draft:
    """Claims in the making.

    ``members`` are those that Keycloak's tokens have as members of their own, ``others`` come beside them and win, as observed.
    ``audience`` keeps its order; ``realm_roles`` and ``client_roles`` (by ``clientId``) are the roles that the token may carry:
    role mappers turn them into claims, others rename or add some before. ``replaces_clients`` tells that a mapper has set all of
    ``resource_access``.
    """

    __slots__ = ("audience", "client_roles", "members", "others", "realm_roles", "replaces_clients")

    def __init__(
        self,
        members: dict[str, Any] | None = None,
        others: dict[str, Any] | None = None,
        audience: dict[str, None] | None = None,
        realm_roles: dict[str, None] | None = None,
        client_roles: dict[str, dict[str, None]] | None = None,
    ) -> None:
        self.members = members if members is not None else {}
        self.others = others if others is not None else {}
        self.audience = audience if audience is not None else {}
        self.realm_roles = realm_roles if realm_roles is not None else {}
        self.client_roles = client_roles if client_roles is not None else {}
        self.replaces_clients = False

    def copy(self) -> Draft:
        """A draft that can be written to without touching this one; nested claims are copied when they are written."""
        draft = Draft(
            dict(self.members),
            dict(self.others),
            dict(self.audience),
            dict(self.realm_roles),
            {client: dict(names) for client, names in self.client_roles.items()},
        )
        draft.replaces_clients = self.replaces_clients
        return draft

    @property
    def claims(self) -> dict[str, Any]:
        """All claims as they come out."""
        return {**self.members, **self.others}

    def put(self, path: tuple[str, ...], value: Any) -> None:
        """Sets a claim that may be nested, as most mappers do.

        Claims that belong to the token itself are left alone, also those nested in them; ``sub``, ``azp``,
        ``acr`` and ``aud`` can only be texts, ``auth_time`` only a whole number.
        """
        name = path[0]
        if path == (_AUTH_TIME,):
            value = _long(_java_text(value))
            if value is None:
                return
        elif name in _KEPT:
            return
        if name not in _SET:
            self.put_beside(path, value, True)
            self.replaces_clients |= path == ("resource_access",)
        elif len(path) == 1:
            texts = [_java_text(item) for item in value] if name == "aud" and isinstance(value, list) else [_java_text(value)]
            self.members[name] = as_claim([*texts, *self.audience] if name == "aud" else texts)

    def add_audience(self, name: str) -> None:
        """Adds to ``aud``, also to one that a mapper has set."""
        self.audience[name] = None
        if "aud" in self.members:
            self.members["aud"] = as_claim([*self.audiences, name])

    @property
    def audiences(self) -> list[str]:
        """``aud`` as mappers leave it."""
        own = self.members.get("aud", list(self.audience))
        return [own] if isinstance(own, str) else own

    def narrow(self, audience: Collection[str]) -> None:
        """Leaves an access token the audience that is asked for, and roles of nobody else; as observed not where it has none at all."""
        own = self.audiences
        if not own:
            return
        kept = [name for name in own if name in audience]
        self.members["aud"] = kept
        roles = self.members.get("resource_access")
        if roles is not None:
            self.members["resource_access"] = {name: access for name, access in roles.items() if name in kept}

    def put_in_answer(self, path: tuple[str, ...], value: Any) -> None:
        """Sets a member of the token answer, which may be nested; those that the answer has itself are left alone."""
        if path[0] not in _ANSWERED:
            self.put_beside(path, value, True)

    def put_beside(self, path: tuple[str, ...], value: Any, joined: bool = False) -> None:
        """Sets a claim beside the token's own members, as mappers of roles do; a list is added to the roles that tokens have themselves.

        Maps on the way are copied, other values in the way are replaced, lists are joined: with ``joined`` also to a value that is none.
        What mappers of roles add to a list is in it twice where it was there already, but for the token's own roles.
        """
        own = isinstance(value, list) and _is_of_roles(path)
        target = self.members if own else self.others
        for name in path[:-1]:
            inner = target.get(name)
            inner = dict(inner) if isinstance(inner, dict) else {}
            target[name] = inner
            target = inner
        before = target.get(path[-1])
        if joined and before is not None and not isinstance(before, list | dict):
            before = [before]
        if isinstance(before, list) and isinstance(value, list):
            value = [*before, *(item for item in value if item not in before or not (joined or own))]
        target[path[-1]] = value

    def settle_roles(self) -> None:
        """Moves what came beside into the roles that an access token has itself, where it is of that form."""
        realm: Any = self.others.get("realm_access")
        clients = self.others.get("resource_access")
        if shape.is_access(realm):
            del self.others["realm_access"]
            self.put_beside(("realm_access", "roles"), realm.get("roles", []))
        if isinstance(clients, dict) and not self.replaces_clients:
            del self.others["resource_access"]
            self.members.setdefault("resource_access", {})
            for client, access in clients.items():
                if shape.is_access(access):
                    self.put_beside(("resource_access", client, "roles"), access.get("roles", []))
        clients = self.members.get("resource_access") or {}
        self.members |= {name: _in_set(access) for name, access in self.members.items() if name == "realm_access"}
        if clients:
            self.members["resource_access"] = {client: _in_set(access) for client, access in clients.items()}


def _in_set(access: dict[str, Any]) -> dict[str, Any]:
    """Roles of an access token, each once; what other mappers put in their place need not be hashable."""
    roles = access.get("roles") or []
    try:
        once = list(dict.fromkeys(roles))
    except TypeError:
        once = [role for index, role in enumerate(roles) if role not in roles[:index]]
    return access if len(once) == len(roles) else {**access, "roles": once}


def _is_of_roles(path: tuple[str, ...]) -> bool:
    return path == ("realm_access", "roles") or (len(path) == 3 and path[0] == "resource_access" and path[2] == "roles")


def as_claim(texts: Iterable[str]) -> str | list[str]:
    """Texts, each once: itself where it is a single one, else a list."""
    names = list(dict.fromkeys(texts))
    return names[0] if len(names) == 1 else names


def as_read(path: tuple[str, ...], value: Any) -> Any:
    """What a mapper has read as JSON, for a claim with this path: the members that take texts get it as it is written."""
    return json_text(value).decode() if len(path) == 1 and path[0] in (*_SET, _AUTH_TIME) else value


def _long(text: str) -> int | None:
    """A whole number as Java reads it."""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _java_text(value: Any) -> str:
    """A value as Java writes it."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(map(_java_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return json_text(value).decode() if isinstance(value, dict) else str(value)


Apply = Callable[[Draft, Subject], None]


def java_order(names: Iterable[str]) -> list[str]:
    """Names in the order in which a Java HashMap or HashSet of them is read, which is the order of Keycloak's JSON."""
    listed = list(names)
    capacity = 16
    while len(listed) > capacity * 3 // 4:
        capacity *= 2
    mask = capacity - 1
    return sorted(listed, key=lambda name: _java_hash(name) & mask)


def _java_hash(text: str) -> int:
    value = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        value = (31 * value + unit) & 0xFFFFFFFF
    return value ^ (value >> 16)


def arranged(claims: Mapping[str, Any], orders: dict[Any, Any]) -> dict[str, Any]:
    """The claims in Keycloak's order; ``orders`` remembers the order of sets of names seen before."""
    names = tuple(claims)
    key = ("order", names)
    order = orders.get(key)
    if order is None:
        known = sorted((name for name in names if name in _RANK), key=_RANK.__getitem__)
        order = orders[key] = tuple(known + java_order(name for name in names if name not in _RANK))
    return {name: claims[name] for name in order}
