"""Events of administrators: which kind of thing a change was made to follows from its path, as observed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from emulator.core import api_token_text
from emulator.state.happenings import AdminEvent
from emulator.web.response import Response

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall

_OPERATIONS = {"POST": "CREATE", "PUT": "UPDATE", "DELETE": "DELETE"}
_FIRST = {
    "users": "USER", "groups": "GROUP", "default-groups": "GROUP", "roles": "REALM_ROLE", "roles-by-id": "REALM_ROLE", "clients": "CLIENT",
    "client-scopes": "CLIENT_SCOPE", "identity-provider": "IDENTITY_PROVIDER", "components": "COMPONENT", "partialImport": "REALM",
    "default-default-client-scopes": "CLIENT_SCOPE", "default-optional-client-scopes": "CLIENT_SCOPE",
    "clients-initial-access": "CLIENT_INITIAL_ACCESS_MODEL",
    "attack-detection": "USER_LOGIN_FAILURE", "sessions": "USER_SESSION", "organizations": "ORGANIZATION",
}  # fmt: skip
_INNER = (
    ("/role-mappings/realm", "REALM_ROLE_MAPPING"), ("/role-mappings/clients/", "CLIENT_ROLE_MAPPING"),
    ("/scope-mappings/realm", "REALM_SCOPE_MAPPING"), ("/scope-mappings/clients/", "CLIENT_SCOPE_MAPPING"),
    ("/protocol-mappers/", "PROTOCOL_MAPPER"), ("/federated-identity/", "FEDERATED_IDENTITY"),
)  # fmt: skip
_PROTECTED = {
    "resource": "AUTHORIZATION_RESOURCE", "scope": "AUTHORIZATION_SCOPE", "policy": "AUTHORIZATION_POLICY",
    "permission": "AUTHORIZATION_POLICY",
}  # fmt: skip
_ACTIONS = ("logout", "reset-password", "client-secret", "logout-all", "push-revocation", "execute-actions-email", "send-verify-email",
            "registration-access-token", "clear-realm-cache", "clear-user-cache", "clear-keys-cache", "clear-crl-cache")  # fmt: skip
_SECRET = frozenset({"secret", "clientSecret", "value", "credentials"})
_MASK = "**********"


def record(admin: AdminCall, response: Response) -> None:
    """Stores the event of a change that succeeded, where the realm keeps those events."""
    call, realm = admin.call, admin.realm
    hooks = call.emulator.webhooks
    told = bool(hooks.hooks) and hooks.want("admin-event", realm.name)
    if call.method not in _OPERATIONS or not (realm.admin_events_enabled or told) or not 200 <= response.status < 300:
        return
    path = _path(admin, response)
    parts = path.split("/") if path else []
    outside = (["events"], ["admin-events"], ["partial-export"], ["client-policies"])
    if parts[:1] in outside or parts[-1:] in (["import-config"], ["impersonation"], ["evaluate"]):
        return
    resource, operation = _resource(path, parts), _OPERATIONS[call.method]
    if parts and parts[-1] in _ACTIONS:
        operation = "ACTION"
    elif call.method == "PUT" and (resource == "GROUP_MEMBERSHIP" or parts[0:1] == ["default-groups"]):
        operation = "CREATE"
    context = admin.context
    made = AdminEvent(
        context.ids.uuid(), context.clock.millis(), operation, resource, path, admin.caller.tables.id, admin.caller.client.id,
        admin.caller.user.id, call.remote_address, _representation(admin) if told or realm.admin_events_details else "",
    )  # fmt: skip
    if told:
        call.outbox.told.append(partial(hooks.tell, "admin-event", realm.name, made.document(admin.tables.id)))
    if realm.admin_events_enabled:
        kept = made if realm.admin_events_details else replace(made, representation="")
        admin.tables.admin_events.put(kept.id, kept)


def _path(admin: AdminCall, response: Response) -> str:
    """What was changed, below the realm; a new thing by where it is found."""
    if admin.call.path.endswith("/children"):
        return "/".join(admin.call.path.strip("/").split("/")[3:])
    whole = next((value.partition("/admin/realms/")[2] for name, value in response.headers if name == "Location"), "")
    path = whole.partition("/")[2] if whole else "/".join(admin.call.path.strip("/").split("/")[3:])
    return unquote(path)


def _resource(path: str, parts: list[str]) -> str:
    if parts[:1] == ["clients"] and parts[2:4] == ["authz", "resource-server"]:
        return _PROTECTED.get(parts[4], "AUTHORIZATION_RESOURCE_SERVER") if len(parts) > 4 else "AUTHORIZATION_RESOURCE_SERVER"
    for inner, resource in _INNER:
        if inner in f"/{path}/":
            return resource
    if parts[:1] == ["users"] and parts[2:3] == ["groups"]:
        return "GROUP_MEMBERSHIP"
    if parts[:1] == ["clients"] and parts[2:3] == ["roles"]:
        return "CLIENT_ROLE"
    if parts[:1] == ["identity-provider"] and "mappers" in parts:
        return "IDENTITY_PROVIDER_MAPPER"
    if parts[:1] == ["authentication"]:
        kinds = {"required-actions": "REQUIRED_ACTION", "config": "AUTHENTICATOR_CONFIG", "executions": "AUTH_EXECUTION"}
        return "AUTH_EXECUTION" if "executions" in parts else kinds.get(parts[1], "AUTH_FLOW") if len(parts) > 1 else "AUTH_FLOW"
    return _FIRST.get(parts[0], "REALM") if parts else "REALM"


def _representation(admin: AdminCall) -> str:
    """The body, its secrets masked; empty for none, and for passwords."""
    if admin.call.path.endswith("/reset-password"):
        return ""
    try:
        document = json.loads(admin.call.body) if admin.changed is None else admin.changed
    except ValueError:
        return ""
    return api_token_text.masked(json.dumps(_masked(document), separators=(",", ":"), ensure_ascii=False))


def _masked(value: object) -> object:
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name != "credentials"}
        return {name: _MASK if name in _SECRET and isinstance(inner, str) else _masked(inner) for name, inner in kept.items()}
    return [_masked(one) for one in value] if isinstance(value, list) else value
