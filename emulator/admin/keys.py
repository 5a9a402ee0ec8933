"""The realm's keys."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.web.response import Response, json_response


def listing(admin: AdminCall) -> Response:
    """KeysMetadataRepresentation."""
    return json_response(admin.context.keys.metadata(), headers=[("Cache-Control", "no-cache")], charset=True)


ROUTES = [route("GET", "/keys", listing, "view-realm", "manage-realm")]
