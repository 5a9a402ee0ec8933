"""Role mappings: which roles somebody has, composites and groups included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from emulator.core.asking import Answers
from emulator.realm.views import Group, Role, User
from emulator.state import authorization, groups
from emulator.state.store import RealmTables

_PART = 500
"""Owners that a role is taken from in one go: a few milliseconds."""


def expand(tables: RealmTables, identifiers: Iterable[str]) -> dict[str, None]:
    """These role ids and those of every role inside them, in the order in which they are met."""
    met: dict[str, None] = {}
    pending = list(identifiers)
    pending.reverse()
    mappings = tables.role_mappings
    while pending:
        identifier = pending.pop()
        if identifier in met or identifier not in tables.roles:
            continue
        met[identifier] = None
        inner = mappings.get(identifier)
        if inner:
            pending.extend(reversed(inner))
    return met


def of_user(tables: RealmTables, user: User) -> dict[str, None]:
    """Ids of all roles of a user: mapped, through groups and their ancestors, and inside composites."""

    def collect() -> dict[str, None]:
        return expand(tables, [role for owner, _ in holders(tables, user) for role in tables.role_mappings.get(owner) or ()])

    return tables.derive(("roles", user.id), collect)


def holders(tables: RealmTables, user: User) -> Iterator[tuple[str, Group | None]]:
    """Whose mapped roles a user has, by id: the user's own (no group), and those of the groups and their ancestors."""
    yield user.id, None
    for group in groups.of_user(tables, user):
        for step in groups.ancestry(tables, group):
            yield step.id, step


def ways(tables: RealmTables, user: User) -> dict[str, tuple[Group | None, list[str]]]:
    """How a user comes to each role: the group that it is mapped to (None: the user), and the ids of the roles that lead to it.

    The shortest way of each; the last of the ids is the role itself.
    """
    known: dict[str, tuple[Group | None, list[str]]] = {}
    step = [(group, [role]) for owner, group in holders(tables, user) for role in tables.role_mappings.get(owner) or ()]
    while step:
        further = []
        for group, way in step:
            if way[-1] not in known and way[-1] in tables.roles:
                known[way[-1]] = group, way
                further += [(group, [*way, inner]) for inner in tables.role_mappings.get(way[-1]) or ()]
        step = further
    return known


def mapped(tables: RealmTables, owner: str) -> list[Role]:
    """The roles mapped directly to a user, group, composite role, client or client scope."""
    found = [tables.role(identifier) for identifier in tables.role_mappings.get(owner) or ()]
    return [role for role in found if role is not None]


def add(tables: RealmTables, owner: str, identifiers: Iterable[str]) -> None:
    """Maps more roles to ``owner``; those already mapped stay once."""
    current = tables.role_mappings.get(owner) or ()
    merged = dict.fromkeys((*current, *identifiers))
    tables.role_mappings.put(owner, tuple(merged))


def remove(tables: RealmTables, owner: str, identifiers: Iterable[str]) -> None:
    """Takes roles away from ``owner``."""
    gone = set(identifiers)
    current = tables.role_mappings.get(owner)
    if current:
        tables.role_mappings.put(owner, tuple(identifier for identifier in current if identifier not in gone))


def delete(tables: RealmTables, role: Role, answers: Answers) -> None:
    """Deletes a role and every mapping of it; of very many a part at a time, as far as ``answers`` lets others in between."""

    def unmap(owners: Sequence[str]) -> None:
        for owner in owners:
            remove(tables, owner, (role.id,))

    answers.in_parts(("owners of", role.id), list(tables.role_mappings.having("role", role.id)), _PART, unmap)
    tables.role_mappings.delete(role.id)
    tables.roles.delete(role.id)
    authorization.forget_object(tables, role.id)


def ids_of(tables: RealmTables, realm_roles: Iterable[str] | None, client_roles: Mapping[str, Iterable[str]] | None) -> list[str]:
    """Ids of roles given by name; names that do not exist are left out."""
    ids: list[str] = []
    for name in realm_roles or ():
        role = tables.realm_role(name)
        if role is not None:
            ids.append(role.id)
    for client_id, names in (client_roles or {}).items():
        client = tables.client(client_id)
        if client is None:
            continue
        for name in names:
            role = tables.client_role(client, name)
            if role is not None:
                ids.append(role.id)
    return ids


def names_of(tables: RealmTables, roles: Iterable[Role]) -> tuple[list[str], dict[str, list[str]]]:
    """Names of realm roles, and of client roles by ``clientId``."""
    realm_roles: list[str] = []
    client_roles: dict[str, list[str]] = {}
    for role in roles:
        if not role.client_role:
            realm_roles.append(role.name)
            continue
        client = tables.clients.get(role.container_id)
        if client is not None:
            client_roles.setdefault(client["clientId"], []).append(role.name)
    return realm_roles, client_roles
