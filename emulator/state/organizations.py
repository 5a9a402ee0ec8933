"""Organizations of a realm as documents: OrganizationRepresentations with members, groups and aliases of their identity providers."""

from __future__ import annotations

from emulator.core.documents import ReadDocument
from emulator.realm.views import User
from emulator.state import authorization
from emulator.state.store import RealmTables


def every(tables: RealmTables) -> list[ReadDocument]:
    """All organizations, the disabled ones too."""
    return list(tables.document.get("organizations") or ())


def by_id(tables: RealmTables, identifier: str) -> ReadDocument | None:
    """The organization with an id."""
    return next((one for one in every(tables) if one.get("id") == identifier), None)


def add(tables: RealmTables, organization: ReadDocument) -> None:
    """Appends a new one."""
    _put(tables, [*every(tables), organization])


def replace(tables: RealmTables, old: ReadDocument, new: ReadDocument | None) -> None:
    """Puts ``new`` in the place of ``old``; None removes it."""
    kept = [new if one is old else one for one in every(tables)]
    _put(tables, [one for one in kept if one is not None])
    if new is None:
        authorization.forget_object(tables, str(old.get("id")))


def _put(tables: RealmTables, organizations: list[ReadDocument]) -> None:
    tables.document = {**tables.document, "organizations": organizations}


def is_entry_of(member: ReadDocument, user: User) -> bool:
    """Whether an entry of ``members`` is a user's; in realm files entries may have a name alone."""
    return bool(member["id"] == user.id if member.get("id") else member.get("username") == user.username)


def entry(organization: ReadDocument, user: User) -> ReadDocument | None:
    """The user's entry among the members; None for no member."""
    return next((one for one in organization.get("members") or () if is_entry_of(one, user)), None)


def join(tables: RealmTables, organization: ReadDocument, user: User, kind: str) -> None:
    """Makes a user a member: ``MANAGED`` came by the organization's own provider, ``UNMANAGED`` existed before."""
    made = {"id": user.id, "username": user.username, "membershipType": kind}
    replace(tables, organization, {**organization, "members": [*(organization.get("members") or ()), made]})


def leave(tables: RealmTables, organization: ReadDocument, user: User) -> None:
    """Ends a membership, in the organization's groups too."""
    members = [one for one in organization.get("members") or () if not is_entry_of(one, user)]
    replace(tables, organization, {**organization, "members": members})


def forget(tables: RealmTables, user: User) -> None:
    """A user who is deleted is no member of anything."""
    for one in every(tables):
        if entry(one, user) is not None:
            leave(tables, one, user)


def of_provider(tables: RealmTables, alias: str) -> ReadDocument | None:
    """The organization that an identity provider belongs to."""
    return next((one for one in every(tables) if alias in providers(one)), None)


def providers(organization: ReadDocument) -> list[str]:
    """Aliases of an organization's identity providers."""
    return [str(one.get("alias")) for one in organization.get("identityProviders") or ()]


def link(tables: RealmTables, organization: ReadDocument, alias: str) -> None:
    """Gives an identity provider to an organization."""
    replace(tables, organization, {**organization, "identityProviders": [*(organization.get("identityProviders") or ()), {"alias": alias}]})


def unlink(tables: RealmTables, organization: ReadDocument, alias: str) -> None:
    """Takes an identity provider from an organization."""
    kept = [one for one in organization.get("identityProviders") or () if one.get("alias") != alias]
    replace(tables, organization, {**organization, "identityProviders": kept})
