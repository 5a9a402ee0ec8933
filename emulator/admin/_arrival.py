"""What is looked at when a request arrives at an endpoint of the Admin API, before the endpoint itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.core.errors import AdminError
from emulator.state import organizations
from emulator.web import accept

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall
    from emulator.web.call import Call

_SERVER = "/clients/{client}/authz/resource-server"
_UNCONDITIONAL = (f"{_SERVER}/policy", f"{_SERVER}/permission")
_MAPPED = "-mappings/clients/{"


def check_media(call: Call, media: str, *, named: bool) -> None:
    """Refuses (415) a body of another kind than the endpoint reads; where it reads one (``named``), the kind alone is refused too."""
    if (call.body or (named and call.content_type)) and media and call.content_type != media:
        message = "The content-type header value did not match the value in @Consumes"
        raise AdminError(415, {"error": message}, reason=f"the content type is '{call.content_type}'")


def owner_is_there(admin: AdminCall, path: str) -> bool:
    """Whether the client, user, group or scope whose path it is exists: Keycloak looks for it before it reads the body."""
    tables, parameters = admin.tables, admin.call.parameters
    owners = {"clients": tables.clients, "client-scopes": tables.client_scopes, "groups": tables.groups, "users": tables.users}
    kind, _, rest = path.lstrip("/").partition("/")
    name = rest.partition("/")[0]
    if path.startswith("/identity-provider/instances/{"):
        return admin.may("view-identity-providers", "manage-identity-providers")
    if kind == "organizations" and name.startswith("{"):
        return admin.realm.organizations_enabled and organizations.by_id(tables, parameters[name[1:-1]]) is not None
    if kind not in owners or not name.startswith("{"):
        return True
    inner = path.rpartition(_MAPPED)[2].rstrip("}") if _MAPPED in path else ""
    if inner and tables.client_by_id(parameters[inner]) is None:
        return False
    return owners[kind].get(parameters[name[1:-1]]) is not None


def is_acceptable(call: Call, path: str) -> bool:
    """Whether JSON will do; as observed, lists of policies and resources are JSON for everybody."""
    return accept.takes_json(call.headers.get("accept", "")) or path.startswith(_UNCONDITIONAL) or path.endswith("/resource")
