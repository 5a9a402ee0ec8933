"""Realms: create, read, update, delete."""

from __future__ import annotations

from typing import Any

from emulator.admin import access
from emulator.admin.access import AdminCall, Caller, route
from emulator.core.errors import AdminError
from emulator.realm import request_body
from emulator.state import master
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_ANY = (
    "view-realm", "manage-realm", "query-realms", "view-users", "manage-users", "query-users", "query-groups", "view-clients",
    "manage-clients", "query-clients", "create-client", "view-events", "manage-events", "view-identity-providers",
    "manage-identity-providers", "view-authorization", "manage-authorization", "impersonation", "view-organizations",
    "manage-organizations", "query-organizations",
)  # fmt: skip
_HIDDEN = frozenset({"authenticationFlows", "authenticatorConfig", "requiredActions", "identityProviders", "identityProviderMappers",
                     "defaultDefaultClientScopes", "defaultOptionalClientScopes", "localizationTexts", "keycloakVersion"})  # fmt: skip
_FEW = ("realm", "displayName", "displayNameHtml")


def representation(tables: RealmTables) -> dict[str, Any]:
    """The realm as ``GET /admin/realms/{realm}`` shows it: without what has resources of its own."""
    shown = {k: v for k, v in tables.document.items() if k not in _HIDDEN}
    if not shown.get("defaultGroups"):
        shown.pop("defaultGroups", None)
    return shown


def create(call: Call) -> Response:
    """Imports a realm; needs the realm role ``create-realm`` of ``master``."""
    call.cors.exposed = "Location"
    caller = access.authenticate(call)
    if caller.tables.realm.name != master.MASTER or not caller.has_realm_role("create-realm"):
        raise access.forbidden(f"user '{caller.user.username}' may not create realms")
    document = request_body.parse(call.body, "RealmRepresentation", stream=True)
    tables = call.emulator.add_realm(document)
    location = f"{call.base}/admin/realms/{tables.realm.name}"
    return Response(201, headers=[("Location", location)])


def listing(call: Call) -> Response:
    """The realms that the caller may see."""
    call.cors.exposed = "Location"
    caller = access.authenticate(call)
    brief = (call.query.get("briefRepresentation") or "").lower() == "true"
    found = [
        _brief(tables) if brief or not caller.has(tables, "view-realm") else representation(tables)
        for tables in call.emulator.store.realms
        if _sees(caller, tables)
    ]
    if not found:
        raise access.forbidden(f"user '{caller.user.username}' may see no realm")
    return json_response(found, headers=[("Cache-Control", "no-cache")], charset=True)


def read(admin: AdminCall) -> Response:
    """The realm, or only its name for callers who may not view it."""
    admin.require(*_ANY)
    if admin.may("view-realm", "manage-realm"):
        return json_response(representation(admin.tables), headers=[("Cache-Control", "no-cache")], charset=True)
    return json_response(_brief(admin.tables), headers=[("Cache-Control", "no-cache")], charset=True)


def update(admin: AdminCall) -> Response:
    """Merges a representation into the realm: what is absent stays."""
    document = admin.body("RealmRepresentation")
    tables = admin.tables
    current = tables.document
    changes = {k: v for k, v in document.items() if v is not None and k not in ("id", "users", "clients", "roles", "groups")}
    merged = {**current, **changes}
    if "attributes" in changes:
        kept = {k: v for k, v in current.get("attributes", {}).items() if k != "realmReusableOtpCode"}
        merged["attributes"] = {**kept, **{k: str(v) for k, v in changes["attributes"].items()}}
    if "browserSecurityHeaders" in changes:
        merged["browserSecurityHeaders"] = {
            **current.get("browserSecurityHeaders", {}),
            **changes["browserSecurityHeaders"],
        }
    name, old = merged["realm"], current["realm"]
    if name != old:
        if name in admin.call.emulator.store.realms:
            raise AdminError(409, {"errorMessage": "Realm with same name exists"})
        admin.call.emulator.store.realms.delete(old)
        admin.call.emulator.store.realms.put(name, tables)
    tables.document = merged
    return Response(204)


def delete(admin: AdminCall) -> Response:
    """Deletes the realm and what ``master`` knows of it."""
    name = admin.tables.realm.name
    if name == master.MASTER:
        raise AdminError(400, {"errorMessage": "Can't delete master realm"})
    master.remove_realm_client(admin.call.emulator.store, name)
    admin.call.emulator.store.realms.delete(name)
    return Response(204)


def _brief(tables: RealmTables) -> dict[str, Any]:
    document = tables.document
    return {k: document[k] for k in _FEW if k in document}


def _sees(caller: Caller, tables: RealmTables) -> bool:
    return any(caller.has(tables, role) for role in _ANY)


ROUTES = [
    Route("POST", "/admin/realms", create, preflight=access.PREFLIGHT),
    Route("GET", "/admin/realms", listing, preflight=access.PREFLIGHT),
    route("GET", "", read),
    route("PUT", "", update, "manage-realm"),
    route("DELETE", "", delete, "manage-realm"),
]
