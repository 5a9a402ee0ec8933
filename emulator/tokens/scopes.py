"""Which client scopes and which roles a token may carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.core.errors import OAuthError
from emulator.realm import clients
from emulator.realm.views import Client, ClientScope, User
from emulator.state import roles
from emulator.state.store import RealmTables
from emulator.tokens import organizations

OPENID = "openid"
OFFLINE_ACCESS = "offline_access"
PROTOCOLS = clients.scope_protocols(clients.OPENID_CONNECT)


def _named(tables: RealmTables, names: Iterable[str]) -> list[ClientScope]:
    found = [tables.client_scope(name) for name in names]
    return [scope for scope in found if scope is not None and scope.protocol in PROTOCOLS]


def requested(tables: RealmTables, client: Client, scope: str | None) -> tuple[ClientScope, ...]:
    """The client's default scopes and those optional ones that the scope parameter names, in that order."""

    def resolve() -> tuple[ClientScope, ...]:
        asked = organizations.words(tables, client, scope)
        wanted = {*(scope or "").split(" "), *(word.scope for word in asked)}
        defaults = _named(tables, client.default_client_scopes)
        optional = _named(tables, (name for name in client.optional_client_scopes if name in wanted))
        client_scopes = {client_scope.id: client_scope for client_scope in (*defaults, *optional)}.values()
        return tuple(each for client_scope in client_scopes for each in _by_word(client_scope, asked))

    return tables.derive(("scopes", client.id, scope), resolve)


def _by_word(scope: ClientScope, asked: Iterable[organizations.Word]) -> list[ClientScope]:
    """A scope of organizations once for every word that asks for it, under the name of that word."""
    return [ClientScope({**scope.document, "name": word.text}) for word in asked if word.scope == scope.name] or [scope]


def check(tables: RealmTables, client: Client, scope: str | None) -> None:
    """Refuses a scope parameter that names something which is not a scope of the client (RFC 6749 section 5.2)."""
    if scope is None:
        return

    def valid() -> bool:
        known = {OPENID}
        known.update(client_scope.name for client_scope in _named(tables, client.default_client_scopes))
        known.update(client_scope.name for client_scope in _named(tables, client.optional_client_scopes))
        asked = organizations.words(tables, client, scope)
        known.update(word.text for word in asked)
        if not tables.realm.organizations_enabled:
            # As observed, such a scope with a colon in its name then stands for an organization of another scope.
            own = organizations.names(tables, client) & {*client.optional_client_scopes}
            known -= {name for name in own if ":" in name}
        return organizations.are_valid(tables, asked) and all(name in known for name in _words(scope))

    if not tables.derive(("scope is valid", client.id, scope), lambda: (valid(),))[0]:
        known = ", ".join((*client.default_client_scopes, *client.optional_client_scopes))
        raise OAuthError(
            "invalid_scope",
            f"Invalid scopes: {scope}",
            reason=f"client '{client.client_id}' has the scopes {known or 'none'}",
            event="invalid_request",
        )


def _words(scope: str) -> list[str]:
    """The names in a scope parameter; spaces at its end do not count, an empty one does, and nothing but spaces has none."""
    named = scope.rstrip(" ")
    return named.split(" ") if named or not scope else []


class ScopeSet:
    """Client scopes in force, with what was derived from them; it lives until a document of the realm changes.

    ``text`` is the ``scope`` of an access token and of the answer (``openid`` first if asked for, then the scopes that show),
    ``full_text`` that of a refresh token (every scope). ``plans`` belongs to ``tokens.plan``.
    """

    __slots__ = ("full_text", "names", "plans", "scopes", "text")

    def __init__(self, scopes: tuple[ClientScope, ...], scope: str | None) -> None:
        self.scopes = scopes
        self.names = tuple([found.name for found in scopes])
        first = [OPENID] if has_openid(scope) else []
        # A client scope may be called openid too.
        self.text = " ".join(dict.fromkeys([*first, *(found.name for found in scopes if found.in_token_scope)]))
        self.full_text = " ".join(dict.fromkeys([*first, *self.names]))
        self.plans: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.names


def permitted(tables: RealmTables, client: Client, user: User, scope: str | None, only: frozenset[str] | None = None) -> ScopeSet:
    """The requested scopes without those whose role scope mappings the user has none of.

    ``only`` limits them to these scope names, as a refresh is limited to what was granted.
    """

    def resolve() -> ScopeSet:
        mine = roles.of_user(tables, user)
        client_scopes = []
        for client_scope in requested(tables, client, scope):
            needed = tables.role_mappings.get(client_scope.id)
            if needed and not any(role in mine for role in roles.expand(tables, needed)):
                continue
            if not _belongs(tables, client, user, client_scope.name, scope):
                continue
            if only is None or client_scope.name in only:
                client_scopes.append(client_scope)
        return ScopeSet(tuple(client_scopes), scope)

    return tables.derive(("permitted", client.id, user.id, scope, only), resolve)


def _belongs(tables: RealmTables, client: Client, user: User, name: str, scope: str | None) -> bool:
    """Whether the user is a member of what a client scope asks for, if it asks for organizations."""
    for word in organizations.words(tables, client, name):
        asked = [each for each in organizations.words(tables, client, scope) if each.scope == word.scope]
        by_default = word.scope in client.default_client_scopes and len(asked) < 2
        return organizations.is_granted(tables, user, word, by_default)
    return True


def has_openid(scope: str | None) -> bool:
    """Whether the scope parameter asks for OpenID Connect."""
    return scope is not None and OPENID in scope.split(" ")


def is_offline(tables: RealmTables, client: Client, scope: str | None) -> bool:
    """Whether the client gets an offline session for a scope parameter, if the user may have one; one without refresh tokens never does."""
    return client.flag("use.refresh.tokens", default=True) and asks_for_offline(tables, client, scope)


def asks_for_offline(tables: RealmTables, client: Client, scope: str | None) -> bool:
    """Whether a scope parameter asks for an offline session: its tokens say that they are of one, also where there is none, as observed."""
    return any(client_scope.name == OFFLINE_ACCESS for client_scope in requested(tables, client, scope))


def has_role(tables: RealmTables, client: Client, role: str) -> bool:
    """Whether a role, by its id, is in the client's own scope, whatever client scopes add to it."""
    return client.full_scope_allowed or role in _let_through(tables, client, ())


def role_ids(tables: RealmTables, client: Client, scope: str | None) -> dict[str, None]:
    """Ids of the roles that a client without full scope lets through for a scope parameter."""
    return _let_through(tables, client, requested(tables, client, scope))


def visible(tables: RealmTables, client: Client, in_force: ScopeSet) -> dict[str, None] | None:
    """Ids of the roles that the client may see with these scopes; None for all of them."""
    return None if client.full_scope_allowed else _let_through(tables, client, in_force.scopes)


def _let_through(tables: RealmTables, client: Client, client_scopes: Iterable[ClientScope]) -> dict[str, None]:
    """Ids of the client's own roles, and of those that it or one of the scopes has a scope mapping of."""
    allowed = [role["id"] for role in tables.roles.many("container", client.id)]
    for owner in (client.id, *(scope.id for scope in client_scopes)):
        allowed += tables.role_mappings.get(owner) or ()
    return roles.expand(tables, allowed)


def access(
    tables: RealmTables, client: Client, user: User, in_force: ScopeSet, only: frozenset[str] | None = None
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Names of the realm roles, and of the client roles by ``clientId``, that the user has and the client may see.

    ``only`` limits them to these ids, as an API token is limited.
    """

    def resolve() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
        mine: Iterable[str] = roles.of_user(tables, user)
        reachable = visible(tables, client, in_force)
        if reachable is not None:
            mine = [role for role in mine if role in reachable]
        if only is not None:
            mine = [role for role in mine if role in only]
        realm_roles: list[str] = []
        client_roles: dict[str, list[str]] = {}
        for identifier in mine:
            document = tables.roles.get(identifier)
            if document is None:
                continue
            if document["containerId"] == tables.id:
                realm_roles.append(document["name"])
            else:
                container = tables.clients.get(document["containerId"])
                if container is not None:
                    client_roles.setdefault(container["clientId"], []).append(document["name"])
        return tuple(realm_roles), {name: tuple(names) for name, names in client_roles.items()}

    return tables.derive(("access", client.id, user.id, in_force.names, only), resolve)
