"""Initial access tokens, with which clients register themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.registration import tokens
from emulator.state.records import InitialAccess
from emulator.web.response import Response, json_response


def _shown(row: InitialAccess) -> dict[str, Any]:
    times = {"timestamp": row.timestamp, "expiration": row.expiration}
    return {**times, "count": row.count, "remainingCount": row.remaining}


def listing(admin: AdminCall) -> Response:
    """All of the realm's, without the tokens themselves."""
    return json_response([{"id": row.id, **_shown(row)} for row in admin.tables.initial_access], charset=True)


def create(admin: AdminCall) -> Response:
    """A new one, with the token that stands for it."""
    document = admin.body("ClientInitialAccessCreatePresentation")
    document = {name: document[name] for name in ("expiration", "count", "webOrigins") if document.get(name) is not None}
    expiration, count = document.get("expiration", 0), document.get("count", 1)
    if expiration < 0:
        words = "The expiration time interval cannot be less than 0"
        raise AdminError(400, {"error": "Invalid value for expiration", "error_description": words})
    if count < 0:
        raise AdminError(400, {"error": "Invalid value for count", "error_description": "The count cannot be less than 0"})
    context = admin.context
    row = InitialAccess(context.ids.uuid(), context.clock.seconds(), expiration, count, count)
    admin.tables.initial_access.put(row.id, row)
    admin.changed = document
    shown = {"id": row.id, "token": tokens.initial_access(context, row, document.get("webOrigins")), **_shown(row)}
    location = f"{admin.call.requested}/admin/realms/{quote(admin.realm.name, safe='')}/clients-initial-access/{row.id}"
    return json_response(shown, 201, [("Location", location)], charset=True)


def delete(admin: AdminCall) -> Response:
    """Ends one; an unknown one is no error."""
    admin.tables.initial_access.delete(admin.call.parameters["id"])
    return Response(204)


def nothing(admin: AdminCall) -> Response:
    """There is no such endpoint, although its path is known; raises 404, for HEAD 405."""
    if admin.call.method == "HEAD":
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


ROUTES = [
    route("GET", "/clients-initial-access", listing, "view-clients", "manage-clients"),
    route(
        "POST",
        "/clients-initial-access",
        create,
        "manage-clients",
        event="CLIENT_INITIAL_ACCESS_MODEL",
        reads="ClientInitialAccessCreatePresentation",
    ),
    route("GET", "/clients-initial-access/{id}", nothing),
    route("POST", "/clients-initial-access/{id}", nothing, media="", event="CLIENT_INITIAL_ACCESS_MODEL"),
    route("DELETE", "/clients-initial-access/{id}", delete, "manage-clients", event="CLIENT_INITIAL_ACCESS_MODEL"),
]
