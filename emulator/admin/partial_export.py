"""Partial export: the realm as a file, secrets masked, without ordinary users."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.realm import export
from emulator.web.response import Response, json_response

_CLIENTS = ("clients", "scopeMappings", "clientScopeMappings")
_GROUPS_AND_ROLES = ("groups", "roles")


def partial_export(admin: AdminCall) -> Response:
    """RealmRepresentation; ``exportClients`` and ``exportGroupsAndRoles`` add those members."""
    query = admin.call.query
    document = export.mask(admin.call.emulator.export(admin.tables))
    document["users"] = [user for user in document["users"] if user.get("serviceAccountClientId")]
    if query.get("exportClients") != "true":
        for name in (*_CLIENTS, "users"):
            document.pop(name, None)
    elif not document["users"]:
        document.pop("users")
    if query.get("exportGroupsAndRoles") != "true":
        for name in _GROUPS_AND_ROLES:
            document.pop(name, None)
    return json_response(document, headers=[("Cache-Control", "no-cache")])


ROUTES = [route("POST", "/partial-export", partial_export, "manage-realm", media="")]
