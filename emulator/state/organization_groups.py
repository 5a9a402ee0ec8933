"""Groups inside of organizations: a tree in its document, named by id in its members.

Roles can be mapped to them, which as observed nobody has by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from emulator.core import ids
from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.realm.views import User
from emulator.state import organizations
from emulator.state.store import RealmTables


@dataclass(frozen=True, slots=True)
class Place:
    """A group, where it stands, and the id of what it stands below."""

    group: ReadDocument
    path: str
    parent_id: str

    @property
    def id(self) -> str:
        """The group's id."""
        return str(self.group["id"])

    @property
    def name(self) -> str:
        """The group's name."""
        return str(self.group.get("name") or "")


def root_id(organization: ReadDocument) -> str:
    """The id of the group, shown nowhere itself, that all others of the organization are below."""
    return ids.following(str(organization["id"]))


def every(organization: ReadDocument) -> Iterator[Place]:
    """All groups of an organization, each before those below it."""
    yield from below(organization.get("groups") or (), "", root_id(organization))


def below(groups: Any, path: str, parent_id: str) -> Iterator[Place]:
    """These groups and all below them."""
    for group in groups:
        place = Place(group, f"{path}/{group.get('name')}", parent_id)
        yield place
        yield from below(group.get("subGroups") or (), place.path, place.id)


def find(organization: ReadDocument, identifier: str) -> Place | None:
    """The group with an id."""
    return next((place for place in every(organization) if place.id == identifier), None)


def owner(tables: RealmTables, identifier: str) -> ReadDocument | None:
    """The organization that a group belongs to; None for no group of any."""
    return next((one for one in organizations.every(tables) if find(one, identifier) is not None), None)


def add(tables: RealmTables, organization: ReadDocument, parent_id: str, group: ReadDocument) -> None:
    """Puts a group below another one, or below the root."""
    if parent_id == root_id(organization):
        _put(tables, organization, [*(organization.get("groups") or ()), group])
        return
    replace(tables, organization, parent_id, lambda old: {**old, "subGroups": [*(old.get("subGroups") or ()), group]})


def replace(
    tables: RealmTables, organization: ReadDocument, identifier: str, change: Callable[[ReadDocument], ReadDocument | None]
) -> None:
    """Puts what ``change`` makes of a group in its place; None removes it with all below it."""
    _put(tables, organization, _changed(organization.get("groups") or (), identifier, change))


def _changed(groups: Any, identifier: str, change: Callable[[ReadDocument], ReadDocument | None]) -> list[ReadDocument]:
    kept: list[ReadDocument] = []
    for group in groups:
        changed = change(group) if group["id"] == identifier else group
        if changed is not None and changed is group and group.get("subGroups"):
            changed = {**group, "subGroups": _changed(group["subGroups"], identifier, change)}
        if changed is not None:
            kept.append(changed)
    return kept


def _put(tables: RealmTables, organization: ReadDocument, groups: list[ReadDocument]) -> None:
    organizations.replace(tables, organization, {**organization, "groups": groups})


def of_user(organization: ReadDocument, user: User) -> list[Place]:
    """The groups that a user is a direct member of."""
    entry = organizations.entry(organization, user) or {}
    return [place for place in every(organization) if place.id in (entry.get("groups") or ())]


def members(organization: ReadDocument, identifier: str) -> list[ReadDocument]:
    """The entries of the organization's members that are in a group."""
    return [entry for entry in organization.get("members") or () if identifier in (entry.get("groups") or ())]


def put_member(tables: RealmTables, organization: ReadDocument, user: User, identifiers: Iterable[str]) -> None:
    """Makes a member one of these groups, and of no others."""
    entries = [
        {**entry, "groups": list(identifiers)} if organizations.is_entry_of(entry, user) else entry
        for entry in organization.get("members") or ()
    ]
    organizations.replace(tables, organization, {**organization, "members": entries})
