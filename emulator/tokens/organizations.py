"""Organizations of a realm and who belongs to them, and the scope ``organization`` with its parameters, as observed.

``organization`` asks for the one organization of a user, ``organization:*`` for all, ``organization:alias`` for one by its alias.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emulator.core.documents import ReadDocument
from emulator.realm.views import User
from emulator.state import organizations
from emulator.state.store import RealmTables

SCOPE = "organization"
_PREFIX = f"{SCOPE}:"
_ALL = f"{_PREFIX}*"


def every(tables: RealmTables) -> list[ReadDocument]:
    """The realm's enabled organizations; none while the realm has them switched off."""
    if not tables.realm.organizations_enabled:
        return []
    return [one for one in organizations.every(tables) if one.get("enabled", True)]


def alias(organization: ReadDocument) -> str:
    """The organization's alias, which is its name where it has none."""
    return str(organization.get("alias") or organization.get("name") or "")


def domains(organization: ReadDocument) -> list[str]:
    """The names of the organization's domains, in lower case; one may begin with ``*.``."""
    return [str(one.get("name") if isinstance(one, Mapping) else one).lower() for one in organization.get("domains") or ()]


def of_user(tables: RealmTables, user: User) -> list[ReadDocument]:
    """The organizations that a user is a member of."""
    return [one for one in every(tables) if organizations.entry(one, user) is not None]


def is_managed(organization: ReadDocument, user: User) -> bool:
    """Whether the user has come by a provider of the organization, and belongs to it for that."""
    return (organizations.entry(organization, user) or {}).get("membershipType") == "MANAGED"


def words(scope: str | None) -> list[str]:
    """The words of a scope parameter that ask for organizations."""
    return [word for word in (scope or "").split(" ") if word == SCOPE or word.startswith(_PREFIX)]


def are_valid(tables: RealmTables, asked: Sequence[str]) -> bool:
    """Whether these words may stand together: one of the general kinds alone, or aliases that exist; any without organizations."""
    if list(asked) in ([], [SCOPE], [_ALL]) or not tables.realm.organizations_enabled:
        return True
    known = {f"{_PREFIX}{alias(one)}" for one in every(tables)}
    return all(word in known for word in asked)


def is_granted(tables: RealmTables, user: User, word: str, by_default: bool) -> bool:
    """Whether a word stays in the scope of a user: not where the user is no member.

    Where organizations are switched off only the scope itself stays, of a client that has it ``by_default``.
    """
    if not tables.realm.organizations_enabled:
        return by_default and word == SCOPE
    if word == SCOPE:
        return True
    mine = of_user(tables, user)
    return bool(mine) if word == _ALL else any(f"{_PREFIX}{alias(organization)}" == word for organization in mine)


def selected(tables: RealmTables, user: User, names: Sequence[str]) -> list[ReadDocument] | None:
    """The organizations that client scopes in force select; None when they ask for the one of a user who has none or several."""
    mine = of_user(tables, user)
    if SCOPE in names:
        return mine if len(mine) == 1 else None
    if _ALL in names:
        return mine
    return [one for one in mine if f"{_PREFIX}{alias(one)}" in names]
