"""Groups of the user, and the languages of the realm."""

from __future__ import annotations

from typing import Any

from emulator.account._routes import route
from emulator.account.access import NO_CACHE, AccountCall
from emulator.realm import texts
from emulator.state import groups
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route


def of_user(account: AccountCall) -> Response:
    """The groups; ``briefRepresentation=false`` shows their attributes."""
    found = []
    for group in groups.of_user(account.tables, account.user):
        row: dict[str, Any] = {"id": group.id, "name": group.name, "path": groups.path(account.tables, group), "subGroups": []}
        if not account.flag("briefRepresentation", True):
            row |= {"attributes": dict(group.document.get("attributes") or {}), "realmRoles": [], "clientRoles": {}}
        found.append(row)
    return json_response(found, headers=[NO_CACHE], charset=True)


def locales(call: Call) -> Response:
    """The languages that the realm supports, by tag."""
    return json_response(sorted(texts.supported(call.tables.document)), charset=True)


ROUTES = [
    route("GET", "/groups", of_user, "view-groups"),
    Route("GET", "/realms/{realm}/account/supportedLocales", locales),
]
