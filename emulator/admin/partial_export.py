"""Partial export: the realm as a file, secrets masked, without ordinary users."""

from __future__ import annotations

from emulator.admin import authentication_config, components
from emulator.admin.access import AdminCall, route
from emulator.realm import export
from emulator.web.response import Response, json_response

_CLIENTS = ("clients", "clientScopeMappings", "users")
_GROUPS_AND_ROLES = ("groups", "roles")
_OF_USERS = ("groups", "realmRoles", "clientRoles")
"""What of their members service accounts have with groups and roles only."""


def partial_export(admin: AdminCall) -> Response:
    """RealmRepresentation; ``exportClients`` and ``exportGroupsAndRoles`` add those members."""
    if admin.flag("exportClients"):
        admin.require("view-clients", "manage-clients")
    if admin.flag("exportGroupsAndRoles"):
        admin.require("view-users", "manage-users", "query-groups")
    document = export.mask(admin.call.emulator.export(admin.tables, service_accounts_only=True))
    document.pop("organizations", None)
    if not admin.flag("exportClients"):
        for name in _CLIENTS:
            document.pop(name, None)
        document["scopeMappings"] = [mapping for mapping in document.get("scopeMappings") or () if mapping.get("clientScope")]
        document["roles"] = {kind: members for kind, members in (document.get("roles") or {}).items() if kind == "realm"}
    elif not document["users"]:
        document.pop("users")
    else:
        unseen = ("credentials",) if admin.flag("exportGroupsAndRoles") else ("credentials", *_OF_USERS)
        document["users"] = [{name: value for name, value in user.items() if name not in unseen} for user in document["users"]]
    if not admin.flag("exportGroupsAndRoles"):
        for name in _GROUPS_AND_ROLES:
            document.pop(name, None)
    configurations = sorted(document.get("authenticatorConfig") or (), key=lambda config: str(config.get("alias")))
    document["authenticatorConfig"] = [authentication_config.shown(config) for config in configurations]
    document["components"] = {
        kind: [components.shown(admin.tables, kind, component) for component in members] for kind, members in document["components"].items()
    }
    for name in ("scopeMappings", "clientScopeMappings"):
        if not document.get(name):
            document.pop(name, None)
    first = {name: document.pop(name) for name in ("id", "realm", "roles", "groups") if name in document}
    return json_response({**first, **document})


ROUTES = [route("POST", "/partial-export", partial_export, "manage-realm", media="")]
