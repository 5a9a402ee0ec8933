"""User storage providers: there are none here, so their paths lead to no component, or to one that nothing can be done with."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.web.response import Response

_KIND = "org.keycloak.storage.UserStorageProvider"


def refuse(admin: AdminCall) -> Response:
    """404 where there is no such component, and 404 as for an unknown path where there is one."""
    component = admin.tables.components.get(admin.call.parameters["id"])
    if component is None or component.get("providerType") != _KIND:
        raise AdminError(404, {"error": "Could not find component"})
    raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"user storage by '{component.get('providerId')}' is not there")


_BASE = "/user-storage/{id}"
ROUTES = [
    *(
        route("POST", f"{_BASE}/{step}", refuse, "manage-users", media="", event="REALM")
        for step in ("sync", "unlink-users", "remove-imported-users")
    ),
    route("POST", f"{_BASE}/mappers/{{mapper}}/sync", refuse, "manage-users", media="", event="REALM"),
    route("GET", f"{_BASE}/name", refuse, "view-users", "manage-users", "query-users"),
]
