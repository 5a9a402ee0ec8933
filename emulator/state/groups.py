"""Groups as a tree: paths and ancestors."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.realm.views import Group, User
from emulator.state.store import RealmTables


def ancestry(tables: RealmTables, group: Group) -> Iterator[Group]:
    """The group, its parent, and so on up to a top-level group."""
    current: Group | None = group
    while current is not None:
        yield current
        current = tables.group(current.parent_id) if current.parent_id else None


def path(tables: RealmTables, group: Group) -> str:
    """The group's path, like ``/staff/maths``; a slash inside a name stands as it is."""
    names = [step.name for step in ancestry(tables, group)]
    return "/" + "/".join(reversed(names))


def by_path(tables: RealmTables, path: str) -> Group | None:
    """The group at ``path``, or None. As observed, at each step the shortest name that a group has counts, without going back."""
    parts = path.removeprefix("/").removesuffix("/").split("/")
    parent, name, group = "", "", None
    for index, part in enumerate(parts):
        name = f"{name}/{part}" if name else part
        document = tables.groups.one("name", (parent, name))
        if document is not None:
            group = Group(document)
            parent, name = group.id, ""
        elif index == len(parts) - 1:
            return None
    return group


def of_user(tables: RealmTables, user: User) -> list[Group]:
    """The groups that the user is a direct member of, by name, as Keycloak lists them."""
    joined = [tables.group(identifier) for identifier in tables.memberships.get(user.id) or ()]
    return sorted((group for group in joined if group is not None), key=lambda group: group.name)
