"""Groups inside of organizations: a tree in its document, named by id in its members.

Roles can be mapped to them, which as observed nobody has by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from emulator.core import ids
from emulator.core.dataclass import dataclass
from emulator.realm.views import User
from emulator.state import organizations
from emulator.state.store import RealmTables

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A group, where it stands, and the id of what it stands below."""

    group: Document
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


def root_id(organization: Document) -> str:
    """The id of the group, shown nowhere itself, that all others of the organization are below."""
    return ids.following(str(organization["id"]))


def every(organization: Document) -> Iterator[Place]:
    """All groups of an organization, each before those below it."""
    yield from below(organization.get("groups") or (), "", root_id(organization))


def below(groups: Any, path: str, parent_id: str) -> Iterator[Place]:
    """These groups and all below them."""
    for group in groups:
        place = Place(group, f"{path}/{group.get('name')}", parent_id)
        yield place
        yield from below(group.get("subGroups") or (), place.path, place.id)


def find(organization: Document, identifier: str) -> Place | None:
    """The group with an id."""
    return next((place for place in every(organization) if place.id == identifier), None)


def owner(tables: RealmTables, identifier: str) -> Document | None:
    """The organization that a group belongs to; None for no group of any."""
    return next((one for one in organizations.every(tables) if find(one, identifier) is not None), None)


def add(tables: RealmTables, organization: Document, parent_id: str, group: Document) -> None:
    """Puts a group below another one, or below the root."""
    if parent_id == root_id(organization):
        _put(tables, organization, [*(organization.get("groups") or ()), group])
        return
    replace(tables, organization, parent_id, lambda old: {**old, "subGroups": [*(old.get("subGroups") or ()), group]})


def replace(tables: RealmTables, organization: Document, identifier: str, change: Callable[[Document], Document | None]) -> None:
    """Puts what ``change`` makes of a group in its place; None removes it with all below it."""
    _put(tables, organization, _changed(organization.get("groups") or (), identifier, change))


def _changed(groups: Any, identifier: str, change: Callable[[Document], Document | None]) -> list[Document]:
    kept: list[Document] = []
    for group in groups:
        changed = change(group) if group["id"] == identifier else group
        if changed is not None and changed is group and group.get("subGroups"):
            changed = {**group, "subGroups": _changed(group["subGroups"], identifier, change)}
        if changed is not None:
            kept.append(changed)
    return kept


def _put(tables: RealmTables, organization: Document, groups: list[Document]) -> None:
    organizations.replace(tables, organization, {**organization, "groups": groups})


def of_user(organization: Document, user: User) -> list[Place]:
    """The groups that a user is a direct member of."""
    entry = organizations.entry(organization, user) or {}
    return [place for place in every(organization) if place.id in (entry.get("groups") or ())]


def members(organization: Document, identifier: str) -> list[Document]:
    """The entries of the organization's members that are in a group."""
    return [entry for entry in organization.get("members") or () if identifier in (entry.get("groups") or ())]


def put_member(tables: RealmTables, organization: Document, user: User, identifiers: Iterable[str]) -> None:
    """Makes a member one of these groups, and of no others."""
    entries = [
        {**entry, "groups": list(identifiers)} if organizations.is_entry_of(entry, user) else entry
        for entry in organization.get("members") or ()
    ]
    organizations.replace(tables, organization, {**organization, "members": entries})
