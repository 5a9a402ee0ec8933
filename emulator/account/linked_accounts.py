"""Identity providers, and whether the user is linked to them."""

from __future__ import annotations

from typing import Any

from emulator.account.access import MANAGE, VIEW, AccountCall, route
from emulator.broker import links
from emulator.core.errors import AdminError
from emulator.realm.views import IdentityProvider, User
from emulator.state.store import RealmTables
from emulator.web.response import Response, json_response

Document = dict[str, Any]
_LINKS = "manage-account-links"
_SOCIAL = frozenset(
    {"linkedin-openid-connect", "twitter", "github", "openshift-v4", "facebook", "google", "gitlab", "microsoft", "bitbucket", "paypal",
     "stackoverflow"}
)  # fmt: skip


def shown(tables: RealmTables, user: User) -> list[Document]:
    """LinkedAccountRepresentation of every enabled provider."""
    found = []
    for provider in map(IdentityProvider, tables.realm.identity_providers):
        if not provider.enabled:
            continue
        link = links.to(user, provider.alias)
        row: Document = {
            "connected": link is not None, "providerAlias": provider.alias, "providerName": provider.alias, "displayName": provider.name,
            "social": provider.provider in _SOCIAL,
        }  # fmt: skip
        found.append({**row, "linkedUsername": link.get("userName")} if link is not None else row)
    return found


def listing(account: AccountCall) -> Response:
    """All providers; ``linked`` narrows them to those that the user is or is not linked to."""
    found, wanted = shown(account.tables, account.user), account.call.query.get("linked")
    if wanted in ("true", "false"):
        found = [one for one in found if one["connected"] is (wanted == "true")]
    return json_response(found, charset=True)


def link(account: AccountCall) -> Response:
    """The way of older consoles, which Keycloak has switched off."""
    text = "Legacy client-initiated account linking is disabled. Use AIA with kc_action=idp_link instead."
    raise AdminError(404, {"errorMessage": text})


def unlink(account: AccountCall) -> Response:
    """Ends a link, unless it is the only way in."""
    end(account.tables, account.user, account.call.parameters["provider"])
    return Response(204)


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


ROUTES = [
    route("GET", "/linked-accounts", listing, MANAGE, VIEW, _LINKS),
    route("GET", "/linked-accounts/{provider}", link, MANAGE, _LINKS),
    route("DELETE", "/linked-accounts/{provider}", unlink, MANAGE, _LINKS),
]
