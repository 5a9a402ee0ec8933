"""Which users are linked to which identities: ``federatedIdentities`` of the user, as Keycloak's representation has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.realm.gates import identity_provider as gate
from emulator.realm.views import IdentityProvider, User
from emulator.state.store import RealmTables

FIELD = "federatedIdentities"
ASSERTING = "jwt-authorization-grant"
"""The kind of providers that only assert who somebody is."""


def provider(tables: RealmTables, alias: str) -> IdentityProvider | None:
    """The realm's identity provider of this alias."""
    for document in tables.realm.identity_providers:
        if document.get("alias") == alias:
            return IdentityProvider(document)
    return None


def issuing(tables: RealmTables, issuer: str, use: str) -> IdentityProvider | None:
    """The enabled identity provider that is this issuer and whose assertions are taken for this ``use``: see ``gate.asserts``."""
    for document in tables.realm.identity_providers:
        found = IdentityProvider(document)
        if use in gate.asserts(document) and found.text("issuer") == issuer:
            return found
    return None


def user(tables: RealmTables, alias: str, identifier: str) -> User | None:
    """The user who is linked to an identity."""
    found = tables.users.many("identity", (alias, identifier))
    return User(found[0]) if found else None


def of(who: User) -> Sequence[Mapping[str, Any]]:
    """A user's links: ``identityProvider``, ``userId`` and ``userName`` each."""
    found: Sequence[Mapping[str, Any]] = who.document.get(FIELD) or ()
    return found


def to(who: User, alias: str) -> Mapping[str, Any] | None:
    """A user's link to one provider."""
    return next((one for one in of(who) if one.get("identityProvider") == alias), None)


def put(tables: RealmTables, who: User, alias: str, identifier: str | None, username: str | None) -> User:
    """The user with a link to the identity in place of the one that there was to its provider."""
    others = [one for one in of(who) if one.get("identityProvider") != alias]
    link = {"identityProvider": alias, "userId": identifier, "userName": username}
    return _with(tables, who, [*others, {name: value for name, value in link.items() if value is not None}])


def remove(tables: RealmTables, who: User, alias: str) -> User:
    """The user without a link to the provider."""
    tables.brokered_tokens.delete(token_key(who, alias))
    return _with(tables, who, [one for one in of(who) if one.get("identityProvider") != alias])


def remove_all(tables: RealmTables, alias: str) -> None:
    """Takes the links to a provider that is deleted from everybody."""
    for document in list(tables.users):
        if any(one.get("identityProvider") == alias for one in document.get(FIELD) or ()):
            remove(tables, User(document), alias)


def token_key(who: User, alias: str) -> str:
    """Where the provider's tokens of a user are kept."""
    return f"{who.id}/{alias}"


def _with(tables: RealmTables, who: User, links: list[Mapping[str, Any]]) -> User:
    document = {**who.document, FIELD: links}
    if not links:
        del document[FIELD]
    tables.users.put(who.id, document)
    return User(document)
