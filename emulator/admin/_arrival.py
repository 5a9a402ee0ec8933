"""What is looked at when a request arrives at an endpoint of the Admin API, before the endpoint itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from emulator.admin import fine_grained
from emulator.admin.callers import forbidden
from emulator.authz.admin_permissions import CLIENTS
from emulator.core.documents import ReadDocument
from emulator.core.errors import CONSULT_THE_LOG, AdminError
from emulator.realm.refusal import feature_off
from emulator.state import authorization, organizations
from emulator.state import organization_groups as groups
from emulator.state.organization_groups import Place
from emulator.web import accept, media_type

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall
    from emulator.realm.views import Client
    from emulator.state.store import RealmTables
    from emulator.state.table import Table
    from emulator.web.call import Call

_SERVER = "/clients/{client}/authz/resource-server"
_LISTS_CLIENTS = ("query-clients", "view-clients", "manage-clients")
_LISTS_ORGANIZATIONS = ("view-organizations", "manage-organizations", "manage-realm")
_UNCONDITIONAL = (f"{_SERVER}/policy", f"{_SERVER}/permission")
_MAPPED = "-mappings/clients/{"


_PAGED = frozenset({
    "/users", "/users/*/groups", "/groups", "/groups/*/members", "/groups/*/children", "/roles", "/roles/*/users", "/roles/*/groups",
    "/clients/*/roles", "/clients/*/roles/*/users", "/clients/*/roles/*/groups", "/clients/*/user-sessions",
    "/clients/*/offline-sessions", "/clients", "/organizations", "/identity-provider/instances", "/roles-by-id/*/composites",
    "/ui-ext/sessions", "/ui-ext/brute-force-user", "/events", "/admin-events",
    *(f"/clients/*/authz/resource-server/{name}" for name in ("resource", "scope", "policy")),
})  # fmt: skip
_MISSING = {
    "clients": "Could not find client", "client-scopes": "Could not find client scope", "groups": "Could not find group by id",
    "users": "User not found",
}  # fmt: skip
"""What is said of a client, a scope, a group or a user that there is not, whatever follows in the path."""

_CREDENTIALS = {"credentials": ("GET", "POST", "PUT *", "DELETE *"), "issued-credentials": ("GET", "DELETE *")}
"""Of a feature that is not here, what is behind a user: the methods of the lists, and of what is in them."""

NO_ID = "Id cannot be null."
"""What is said of an organization whose id is blank."""


def not_enabled() -> AdminError:
    """Keycloak's 501 of what belongs to a feature that is off."""
    return AdminError(501, {"error": "Feature not enabled", "error_description": CONSULT_THE_LOG})


def refuse_missing(tables: RealmTables, method: str, path: Sequence[str]) -> None:
    """Raises for a path behind the realm that leads nowhere what its owner says, where that is not there or belongs to a feature."""
    kind, identifier = (*path, "", "")[:2]
    if kind == "client-types":
        raise not_enabled()
    if not identifier or (kind, identifier) == ("users", "profile"):
        return
    if kind == "workflows" and tables.workflows.get(identifier) is None:
        raise AdminError(400, {"error": f"Not a valid workflow resource: {identifier}"})
    if kind in _MISSING and _owners(tables)[kind].get(identifier) is None:
        raise AdminError(404, {"error": _MISSING[kind]})
    if kind == "clients":
        _refuse_of_client(tables, identifier, path[2:])
    if kind == "users":
        _refuse_of_user(method, path[2:])
    if kind == "organizations":
        _refuse_of_organization(tables, method, identifier, path[2:])


def _refuse_of_client(tables: RealmTables, identifier: str, path: Sequence[str]) -> None:
    if path[:2] == ["authz", "resource-server"] and authorization.server(tables, identifier) is None:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    if path[:2] == ["evaluate-scopes", "scope-mappings"] and path[2:]:
        container_of(tables, path[2])


def _refuse_of_user(method: str, path: Sequence[str]) -> None:
    if path == ["groups", "count"] and method in ("PUT", "DELETE"):
        raise AdminError(404, {"error": "Group not found"}, "'count' is read as the id of a group")
    asked = f"{'GET' if method == 'HEAD' else method}{' *' * len(path[2:])}"
    if path[:1] == ["vc"] and asked in _CREDENTIALS.get("".join(path[1:2]), ()):
        raise feature_off("oid4vc-vci")


def _refuse_of_organization(tables: RealmTables, method: str, identifier: str, path: Sequence[str]) -> None:
    if not tables.realm.organizations_enabled:
        raise AdminError(404, {"errorMessage": "Organizations not enabled for this realm."})
    if not identifier.strip():
        raise AdminError(400, {"errorMessage": NO_ID})
    organization = organizations.by_id(tables, identifier)
    if organization is None:
        raise AdminError(404, {"errorMessage": "Organization not found."})
    reads = method in ("GET", "HEAD", "OPTIONS")
    if path[:1] == ["groups"] and path[1:2] and not (path[1] == "group-by-path" and reads):
        group_of(tables, organization, path[1])


def container_of(tables: RealmTables, name: str) -> Client | None:
    """The client whose roles are meant, by its id; None for the realm, by its id or name. Raises AdminError for neither."""
    client = tables.client_by_id(name)
    if client is None and name not in (tables.realm.name, tables.id):
        raise AdminError(404, {"error": "Role Container not found"})
    return client


def group_of(tables: RealmTables, organization: ReadDocument, identifier: str) -> Place:
    """A group of the organization; raises 404, and 400 for a group of somebody else."""
    place = groups.find(organization, identifier)
    if place is not None:
        return place
    if tables.group(identifier) is not None or groups.owner(tables, identifier) is not None:
        raise AdminError(400, {"errorMessage": "Group does not belong to the organization"})
    raise AdminError(404, {"errorMessage": "Group does not exist"})


def refuse_missing_client(admin: AdminCall, path: str) -> None:
    """Raises 404 where the client or client scope of the path is not there, to callers who may know which there are.

    To others it raises 403 for a client.
    """
    kind, _, rest = path.lstrip("/").partition("/")
    kind = "client-scopes" if kind == "client-templates" else kind
    if not rest.startswith("{"):
        return
    listers = (*_LISTS_CLIENTS, "query-users") if fine_grained.is_first(admin) else _LISTS_CLIENTS
    lists = admin.may(*listers) or (kind in ("clients", "client-scopes") and fine_grained.sees(admin, CLIENTS))
    owner = _owners(admin.tables).get(kind)
    is_there = owner is not None and owner.get(admin.call.parameters[rest.partition("/")[0][1:-1]]) is not None
    if kind in ("clients", "client-scopes") and lists and not is_there:
        raise AdminError(404, {"error": _MISSING[kind]})
    if kind == "clients" and not is_there and not fine_grained.is_first(admin):
        raise forbidden("the caller may not ask which clients there are")
    if is_there and (lists or kind != "client-scopes"):
        _refuse_mapped(admin, kind, path)


def _refuse_mapped(admin: AdminCall, kind: str, path: str) -> None:
    """Raises 404 where the client whose roles are mapped is not there; as observed, whatever the caller may do."""
    if _MAPPED not in path:
        return
    mapped = path.rpartition(_MAPPED)[2].partition("}")[0]
    if admin.tables.client_by_id(admin.call.parameters[mapped]) is None:
        raise AdminError(404, {"error": "Client not found" if kind in ("users", "groups") else _MISSING["clients"]})


def _owners(tables: RealmTables) -> Mapping[str, Table[Any]]:
    return {"clients": tables.clients, "client-scopes": tables.client_scopes, "groups": tables.groups, "users": tables.users}


def check_numbers(admin: AdminCall, path: str) -> None:
    """Refuses (404) ends of a page that are no numbers, before anybody's rights are looked at."""
    if re.sub(r"\{[^}]*\}", "*", path) in _PAGED and owner_is_there(admin, path):
        for name in ("first", "max"):
            admin.number(name)


def check_media(call: Call, media: str) -> None:
    """Refuses (415) a body of another kind than the endpoint reads (``media``, empty for none); the kind alone is refused too."""
    if (call.body or call.content_type) and media:
        media_type.consumes(call, media)


def owner_is_there(admin: AdminCall, path: str) -> bool:
    """Whether the client, user, group or scope whose path it is exists: Keycloak looks for it before it reads the body."""
    tables, parameters, owners = admin.tables, admin.call.parameters, _owners(admin.tables)
    kind, _, rest = path.lstrip("/").partition("/")
    name = rest.partition("/")[0]
    if path.startswith("/identity-provider/instances/{"):
        return admin.may("view-identity-providers", "manage-identity-providers")
    if kind == "organizations" and name.startswith("{"):
        # As observed, who may not look at organizations is told before the body is looked at.
        is_told = admin.realm.organizations_enabled and admin.may(*_LISTS_ORGANIZATIONS)
        organization = organizations.by_id(tables, parameters[name[1:-1]]) if is_told else None
        group = parameters["group"] if "/groups/{group}" in path else ""
        return organization is not None and (not group or groups.find(organization, group) is not None)
    if kind not in owners or not name.startswith("{"):
        return True
    if path.startswith(_SERVER) and authorization.server(tables, parameters["client"]) is None:
        return False
    inner = path.rpartition(_MAPPED)[2].rstrip("}") if _MAPPED in path else ""
    if inner and tables.client_by_id(parameters[inner]) is None:
        return False
    return owners[kind].get(parameters[name[1:-1]]) is not None


def is_acceptable(call: Call, path: str, media: str) -> bool:
    """Whether the answer will do, JSON or a text; as observed, lists of policies and resources are JSON for everybody."""
    wanted = call.headers.get("accept", "")
    if media.startswith("text/"):
        return accept.takes(wanted, media.partition(";")[0])
    return accept.takes_json(wanted) or path.startswith(_UNCONDITIONAL) or path.endswith("/resource")
