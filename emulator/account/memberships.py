"""Groups and organizations of the user, and the languages of the realm."""

from __future__ import annotations

from typing import Any

from emulator.account._routes import route
from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall
from emulator.core.errors import AdminError
from emulator.realm import texts
from emulator.state import groups
from emulator.state import organizations as stored
from emulator.tokens.organizations import alias
from emulator.web.response import Response, json_response


def of_user(account: AccountCall) -> Response:
    """The groups; ``briefRepresentation=false`` shows their attributes."""
    found = []
    for group in groups.of_user(account.tables, account.user):
        row: dict[str, Any] = {"id": group.id, "name": group.name, "path": groups.path(account.tables, group), "subGroups": []}
        if not account.flag("briefRepresentation", True):
            row |= {"attributes": dict(group.document.get("attributes") or {}), "realmRoles": [], "clientRoles": {}}
        found.append(row)
    return json_response(found, headers=[NO_CACHE], charset=True)


def organizations(account: AccountCall) -> Response:
    """The organizations that the user belongs to, with the names of their domains."""
    shown = []
    for organization in stored.every(account.tables):
        if stored.entry(organization, account.user) is None:
            continue
        row = {name: organization[name] for name in ("id", "name", "alias", "enabled", "description") if organization.get(name) is not None}
        domains = [domain["name"] for domain in organization.get("domains") or ()]
        shown.append({"alias": alias(organization), "enabled": True, **row, "domains": domains})
    return json_response(shown, charset=True)


def _has_organizations(account: AccountCall) -> None:
    if not account.tables.realm.organizations_enabled:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, "the realm has organizations switched off")


def locales(account: AccountCall) -> Response:
    """The languages that the realm supports, by tag."""
    return json_response(sorted(texts.supported(account.tables.document)), charset=True)


ROUTES = [
    route("GET", "/groups", of_user, "view-groups", MANAGE),
    route("GET", "/organizations", organizations, MANAGE, VIEW, before=_has_organizations),
    route("GET", "/supportedLocales", locales),
]
