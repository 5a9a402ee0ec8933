"""Who changes a client, as conditions of client policies see it."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.core.dataclass import dataclass
from emulator.realm.views import Role, User
from emulator.state import groups
from emulator.state.store import RealmTables

BY_USER, BY_INITIAL_ACCESS = "ByAuthenticatedUser", "ByInitialAccessToken"
BY_REGISTRATION_ACCESS, BY_ANYBODY = "ByRegistrationAccessToken", "ByAnonymous"


@dataclass(frozen=True, slots=True)
class Updater:
    """``source`` is how the change comes, by Keycloak's names; ``roles`` and ``groups`` are names of those that the user has.

    ``registers`` says that it comes by client registration, and not by the Admin API.
    """

    source: str
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    registers: bool = False


NOBODY = Updater(BY_ANYBODY)


def of_user(tables: RealmTables, user: User, role_ids: Iterable[str]) -> Updater:
    """A user of the realm, with these roles in force; a client's role is ``client.role``."""
    held = [role for role in map(tables.role, role_ids) if role is not None]
    return Updater(
        BY_USER,
        frozenset(_name(tables, role) for role in held),
        frozenset(group.name for group in groups.of_user(tables, user)),
    )


def _name(tables: RealmTables, role: Role) -> str:
    owner = tables.client_by_id(role.container_id) if role.client_role else None
    return role.name if owner is None else f"{owner.client_id}.{role.name}"
