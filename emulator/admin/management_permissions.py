"""Features that Keycloak has not enabled either: fine-grained permissions of the first kind, types of clients."""

from __future__ import annotations

from emulator.admin.access import AdminCall, forbidden, route
from emulator.admin.clients import client_of
from emulator.core.errors import AdminError
from emulator.web.response import Response, json_response

_BODY = {"error": "Feature not enabled", "error_description": "For more on this error consult the server log."}
_CLIENTS = ("view-clients", "manage-clients", "query-clients")


def disabled(admin: AdminCall) -> Response:
    """501, which is no fault of the emulator's and so not raised."""
    return json_response(_BODY, 501)


def of_client(admin: AdminCall) -> Response:
    """501 where there is such a client."""
    if admin.tables.client_by_id(admin.call.parameters["client"]) is None and not admin.may(*_CLIENTS):
        raise forbidden(f"user '{admin.caller.user.username}' may not know which clients there are")
    client_of(admin)
    return disabled(admin)


def of_group(admin: AdminCall) -> Response:
    """501 where there is such a group."""
    if admin.tables.group(admin.call.parameters["group"]) is None:
        raise AdminError(404, {"error": "Could not find group by id"})
    return disabled(admin)


def of_provider(admin: AdminCall) -> Response:
    """501 to those who may see identity providers."""
    admin.require("view-identity-providers", "manage-identity-providers")
    return disabled(admin)


_PERMISSIONS = "management/permissions"
ROUTES = [
    route(method, path, handle)
    for method in ("GET", "PUT")
    for path, handle in (
        (f"/clients/{{client}}/{_PERMISSIONS}", of_client),
        (f"/clients/{{client}}/roles/{{role}}/{_PERMISSIONS}", of_client),
        (f"/groups/{{group}}/{_PERMISSIONS}", of_group),
        (f"/roles/{{role}}/{_PERMISSIONS}", disabled),
        (f"/roles-by-id/{{role}}/{_PERMISSIONS}", disabled),
        (f"/identity-provider/instances/{{alias}}/{_PERMISSIONS}", of_provider),
        ("/users-management-permissions", disabled),
        ("/client-types", disabled),
    )
]
