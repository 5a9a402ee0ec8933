"""Identity providers, and whether the user is linked to them."""

from __future__ import annotations

from emulator.account._linked_accounts import end, shown
from emulator.account._routes import route
from emulator.account.access import CLIENT, MANAGE, VIEW, AccountCall
from emulator.broker import links, search
from emulator.context import events
from emulator.core.errors import AdminError
from emulator.web.response import Response, json_response

_LINKS = "manage-account-links"


def listing(account: AccountCall) -> Response:
    """All providers by alias; ``linked`` narrows them to those that the user is linked to or is not, the rest of the query these."""
    linked, first, limit = account.call.query.get("linked"), account.number("first"), account.number("max")
    if not linked:
        return json_response(shown(account.tables, account.user), charset=True)
    wanted, text = account.flag("linked", False), account.call.query.get("search") or ""
    sought = {
        str(provider["alias"]) for provider in account.tables.realm.identity_providers if search.is_for(text, provider, linked=wanted)
    }
    rows = [row for row in shown(account.tables, account.user) if row["connected"] is wanted and row["providerAlias"] in sought]
    start = max(first or 0, 0)
    return json_response(rows[start:] if limit is None or limit < 0 else rows[start : start + limit], charset=True)


def link(account: AccountCall) -> Response:
    """The way of older consoles, which Keycloak has switched off."""
    text = "Legacy client-initiated account linking is disabled. Use AIA with kc_action=idp_link instead."
    raise AdminError(404, {"errorMessage": text})


def unlink(account: AccountCall) -> Response:
    """Ends a link, unless it is the only way in."""
    alias = account.call.parameters["provider"]
    link = links.to(account.user, alias)
    end(account.tables, account.user, alias)
    details = {"identity_provider": alias, "identity_provider_identity": (link or {}).get("userName"), "username": account.user.username}
    events.record(account.context, "REMOVE_FEDERATED_IDENTITY", CLIENT, account.user, details=details)
    return Response(204)


ROUTES = [
    route("GET", "/linked-accounts", listing, MANAGE, VIEW, _LINKS),
    route("GET", "/linked-accounts/{provider}", link, MANAGE, _LINKS),
    route("DELETE", "/linked-accounts/{provider}", unlink, MANAGE, _LINKS),
]
