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
    """The group's path, like ``/staff/maths``; a slash inside a name is written ``~/``."""
    names = [step.name.replace("/", "~/") for step in ancestry(tables, group)]
    return "/" + "/".join(reversed(names))


def by_path(tables: RealmTables, path: str) -> Group | None:
    """The group at ``path``, or None."""
    parts = [part.replace("\0", "/") for part in path.strip("/").replace("~/", "\0").split("/")]
    parent, found = "", None
    for name in parts:
        document = tables.groups.one("name", (parent, name))
        if document is None:
            return None
        found = Group(document)
        parent = found.id
    return found


def of_user(tables: RealmTables, user: User) -> list[Group]:
    """The groups that the user is a direct member of."""
    found = [tables.group(identifier) for identifier in tables.memberships.get(user.id) or ()]
    return [group for group in found if group is not None]
