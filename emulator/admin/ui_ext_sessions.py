"""Sessions of the realm or of a client as Keycloak's admin console lists them: both kinds in one list."""

from __future__ import annotations

from typing import Any

from emulator.admin import fine_grained, user_sessions
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import bounds, strict_page
from emulator.authz.admin_permissions import USERS
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken
from emulator.web.response import Response, json_response

_KINDS = {"ALL": (False, True), "REGULAR": (False,), "OFFLINE": (True,)}
_CLIENTS = ("view-clients", "manage-clients")
_USUAL = 10


def _wanted(admin: AdminCall) -> tuple[bool, ...]:
    """Which sessions ``type`` asks for, by whether they are offline; raises 404 for an unknown type."""
    kind = admin.call.query.get("type") or "ALL"
    if kind not in _KINDS:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"type is one of {', '.join(_KINDS)}")
    return _KINDS[kind]


def _shown(admin: AdminCall, client_ids: list[str]) -> Response:
    """Sessions of these clients of users whom the caller sees; ``search`` is part of the user's name, the address or a client's name."""
    rows: dict[str, dict[str, Any]] = {}
    for offline in _wanted(admin):
        for client_id in client_ids:
            members = admin.tables.user_sessions.many("client", client_id)
            for session in user_sessions.alive(admin, members, offline=offline):
                row = user_sessions.representation(admin, session)
                row.pop("rememberMe")
                clients = row.pop("clients")
                rows[session.id] = {**row, "type": "OFFLINE" if offline else "REGULAR", "clients": clients}
    if not admin.may("view-users", "manage-users"):
        users = [user for row in rows.values() if (user := admin.tables.users.get(row["userId"])) is not None]
        seen = {user["id"] for user in fine_grained.visible(admin, USERS, users)}
        rows = {identifier: row for identifier, row in rows.items() if row["userId"] in seen}
    search = admin.call.query.get("search") or ""
    chosen = [row for row in rows.values() if any(search in text for text in (row["username"], row["ipAddress"], *row["clients"].values()))]
    return json_response(strict_page(admin, chosen, _USUAL), charset=True)


def of_realm(admin: AdminCall) -> Response:
    """All sessions of the realm."""
    return _shown(admin, [document["id"] for document in admin.tables.clients])


def of_client(admin: AdminCall) -> Response:
    """The sessions that a client takes part in; it is given by its id."""
    bounds(admin)
    identifier = admin.call.query.get("clientId")
    if identifier is None:
        raise broken("no client is named")
    admin.require(*_CLIENTS)
    if admin.tables.client_by_id(identifier) is None:
        raise broken(f"there is no client '{identifier}'")
    return _shown(admin, [identifier])


ROUTES = [
    route("GET", "/ui-ext/sessions", of_realm, "view-realm", "manage-realm"),
    route("GET", "/ui-ext/sessions/client", of_client),
]
