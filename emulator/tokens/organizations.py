"""Organizations of a realm and who belongs to them, and the scopes that ask for them, as observed.

A scope of a client with a mapper of the membership asks for organizations, ``organization`` or whatever its name: alone for the one
organization of a user, with ``:*`` for all, with ``:alias`` for one by its alias.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.core.errors import OAuthError
from emulator.realm.views import Client, User
from emulator.state import organizations
from emulator.state.store import RealmTables
from emulator.tokens.draft import java_order

SCOPE = "organization"
CHOSEN = "kc.org"
"""The note of a client's session with the id of the organization that its user has chosen."""
_MEMBERSHIP = "oidc-organization-membership-mapper"
_ALL = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a scope parameter that asks for organizations: ``scope`` is the scope's name, ``value`` what follows its colon."""

    text: str
    scope: str
    value: str | None

    @property
    def for_any(self) -> bool:
        """Whether it leaves open which one: the user's only one, or one to choose."""
        return not self.value


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


def names(tables: RealmTables, client: Client) -> frozenset[str]:
    """Names of the client's scopes that ask for organizations."""

    def resolve() -> frozenset[str]:
        own = [tables.client_scope(name) for name in (*client.default_client_scopes, *client.optional_client_scopes)]
        return frozenset(
            scope.name
            for scope in own
            if scope is not None and any(mapper.get("protocolMapper") == _MEMBERSHIP for mapper in scope.protocol_mappers)
        )

    return tables.derive(("scopes of organizations", client.id), resolve)


def words(tables: RealmTables, client: Client, scope: str | None) -> list[Word]:
    """The words of a scope parameter that ask for organizations; a scope with a colon in its name does only with a value."""
    known = names(tables, client)
    read = ((text, *text.rpartition(":")) for text in (scope or "").split(" ")) if known else ()
    return [
        Word(text, stem, value) if colon else Word(text, text, None)
        for text, stem, colon, value in read
        if (stem if colon else text) in known
    ]


def renewed(tables: RealmTables, client: Client, granted: str, asked: Sequence[str]) -> str | None:
    """What stays of a word of a refresh token's scope that asks for organizations, for a refresh that asks for others; None for nothing.

    As observed, all of them narrow to the ones that are named, and more general words take the narrower one that was granted.
    Raises OAuthError where all narrow to any.
    """
    before = next(iter(words(tables, client, granted)), None)
    if before is None:
        return None
    for word in words(tables, client, " ".join(java_order(asked))):
        if before.value != _ALL:
            if word.value == _ALL or (word.for_any and not before.for_any):
                return granted
        elif word.for_any:
            raise OAuthError("ANY organization scope is not allowed in this context", event="invalid_token")
        else:
            return word.text
    return None


def are_valid(tables: RealmTables, asked: Sequence[Word]) -> bool:
    """Whether these words may stand together: of each scope a general kind alone, or aliases that exist; any without organizations."""
    if not tables.realm.organizations_enabled:
        return True
    known = {alias(organization) for organization in every(tables)}
    by_scope: dict[str, list[str | None]] = {}
    for word in asked:
        by_scope.setdefault(word.scope, []).append(word.value)
    return all(values in ([None], [""], [_ALL]) or known.issuperset(values) for values in by_scope.values())


def is_granted(tables: RealmTables, user: User, word: Word, by_default: bool) -> bool:
    """Whether a word stays in the scope of a user: not where the user is no member.

    Where organizations are switched off only the scope itself stays, of a client that has it ``by_default``.
    """
    if not tables.realm.organizations_enabled:
        return by_default and word.value is None
    if word.value is None:
        return True
    mine = [alias(organization) for organization in of_user(tables, user)]
    return len(mine) == 1 if word.for_any else bool(mine) if word.value == _ALL else word.value in mine


def of_subject(tables: RealmTables, client: Client, user: User, in_force: Sequence[str], only: str) -> list[ReadDocument] | None:
    """The organizations to tell of: the one of this alias, or as ``selected`` where it is empty."""
    if only:
        return [organization for organization in of_user(tables, user) if alias(organization) == only]
    return selected(tables, client, user, in_force)


def chosen(tables: RealmTables, client: Client, user: User, scope: str | None, notes: Mapping[str, str]) -> str:
    """The alias of the organization that a user has chosen at a login, by the notes of the client's session.

    Empty where none was chosen, where the user has left it, and where the scope does not leave open which one.
    """
    identifier = notes.get(CHOSEN)
    if not identifier or not any(word.for_any for word in words(tables, client, scope)):
        return ""
    return next((alias(one) for one in of_user(tables, user) if one.get("id") == identifier), "")


def of_token(tables: RealmTables, user: User, claims: Mapping[str, Any]) -> str:
    """The alias of the only organization that a token's claims tell of; empty where it tells of none or several.

    Raises OAuthError where the organization is not there any more, or not for the user.
    """
    claim = claims.get(SCOPE)
    names = [claim] if isinstance(claim, str) else list(claim) if isinstance(claim, (list, Mapping)) else []
    if len(names) != 1 or not tables.realm.organizations_enabled:
        return ""
    if names[0] not in map(alias, of_user(tables, user)):
        reason = f"the user is no member of '{names[0]}'"
        raise OAuthError("invalid_grant", "Invalid organization", reason=reason, event="invalid_token")
    return str(names[0])


def selected(tables: RealmTables, client: Client, user: User, in_force: Sequence[str]) -> list[ReadDocument] | None:
    """The organizations that the names of client scopes in force select, one for each name that says an alias.

    None for the only one of a user who has none or several.
    """
    asked = words(tables, client, " ".join(in_force))
    if not asked:
        return []
    mine = of_user(tables, user)
    if any(word.for_any for word in asked):
        return mine if len(mine) == 1 else None
    wanted = [word.value for word in asked]
    return mine if _ALL in wanted else [organization for organization in mine for value in wanted if alias(organization) == value]
