"""What the account shows of links to identity providers, and how one ends: for its REST API and for the console."""

from __future__ import annotations

from emulator.broker import links
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.views import IdentityProvider, User
from emulator.state.store import RealmTables

_SOCIAL = frozenset(
    {"linkedin-openid-connect", "twitter", "github", "openshift-v4", "facebook", "google", "gitlab", "microsoft", "bitbucket", "paypal",
     "stackoverflow"}
)  # fmt: skip


def shown(tables: RealmTables, user: User) -> list[Document]:
    """LinkedAccountRepresentation of every enabled provider, by alias."""
    accounts = []
    for provider in sorted(map(IdentityProvider, tables.realm.identity_providers), key=lambda provider: provider.alias):
        if not provider.enabled:
            continue
        link = links.to(user, provider.alias)
        row: Document = {
            "connected": link is not None, "providerAlias": provider.alias, "providerName": provider.alias, "displayName": provider.name,
            "social": provider.provider in _SOCIAL,
        }  # fmt: skip
        accounts.append({**row, "linkedUsername": link.get("userName")} if link is not None else row)
    return accounts


def end(tables: RealmTables, user: User, alias: str) -> None:
    """Ends a user's link; raises AdminError for one that is not there or the last way to log in."""
    if links.provider(tables, alias) is None:
        raise AdminError(400, {"errorMessage": "identityProviderNotFoundMessage"})
    if links.to(user, alias) is None:
        raise AdminError(400, {"errorMessage": "This identity is not active anymore."})
    has_password = any(one.get("type") == "password" for one in user.credentials)
    if not has_password and len(links.of(user)) <= 1:
        raise AdminError(400, {"errorMessage": "You can't remove last federated identity as you don't have a password."})
    links.remove(tables, user, alias)
