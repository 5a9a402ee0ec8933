"""What an administrator's event shows of a change: what came of the request, which is its body as Keycloak's classes write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document

_ROLE: Document = {"composite": False}
_FLOW: Document = {"topLevel": False, "builtIn": False}
DEFAULTS: Mapping[str, Document] = {
    "REALM_ROLE": _ROLE, "CLIENT_ROLE": _ROLE, "REALM_ROLE_MAPPING": _ROLE, "CLIENT_ROLE_MAPPING": _ROLE,
    "REALM_SCOPE_MAPPING": _ROLE, "CLIENT_SCOPE_MAPPING": _ROLE,
    "GROUP": {"subGroups": []}, "PROTOCOL_MAPPER": {"consentRequired": False}, "IDENTITY_PROVIDER": {"enabled": True},
    "REQUIRED_ACTION": {"enabled": False, "defaultAction": False, "priority": 0}, "ORGANIZATION": {"enabled": True},
}  # fmt: skip
"""Members that Keycloak's classes always have, by type of resource."""
_IDENTIFIED = frozenset({"CLIENT", "GROUP", "AUTH_FLOW", "AUTH_EXECUTION_FLOW", "AUTHENTICATOR_CONFIG", "ORGANIZATION"})
_ROLE_ORDER = ("id", "name", "description", "composite")
_ORDER: Mapping[str, tuple[str, ...]] = {
    "REALM": (
        "eventsEnabled", "eventsExpiration", "eventsListeners", "enabledEventTypes", "adminEventsEnabled", "adminEventsDetailsEnabled",
    ),
    "USER": ("id", "username", "firstName", "lastName", "email"),
    "REALM_ROLE": _ROLE_ORDER, "CLIENT_ROLE": _ROLE_ORDER, "REALM_ROLE_MAPPING": _ROLE_ORDER, "CLIENT_ROLE_MAPPING": _ROLE_ORDER,
    "REALM_SCOPE_MAPPING": _ROLE_ORDER, "CLIENT_SCOPE_MAPPING": _ROLE_ORDER,
    "GROUP": ("id", "name", "description", "path", "parentId", "subGroupCount", "subGroups", "attributes"),
    "CLIENT": ("id", "clientId", "name", "secret"), "CLIENT_SCOPE": ("id", "name", "description", "protocol"),
    "PROTOCOL_MAPPER": ("id", "name", "protocol", "protocolMapper", "consentRequired", "config"),
    "IDENTITY_PROVIDER": ("alias", "displayName", "internalId", "providerId", "enabled"),
    "AUTH_FLOW": ("id", "alias", "description", "providerId", "topLevel", "builtIn"), "AUTHENTICATOR_CONFIG": ("id", "alias", "config"),
    "REQUIRED_ACTION": ("alias", "name", "providerId", "enabled", "defaultAction", "priority", "config"),
    "ORGANIZATION": ("id", "name", "alias", "enabled", "description", "redirectUrl", "domains"),
}  # fmt: skip
"""Members in the order of Keycloak's classes, as far as it was observed; the others follow as they were sent."""
_EVENTS, _EXECUTION, _NEW_FLOW, _COPY = "/events/config", "/executions/execution", "/authentication/flows", "/copy"


def completed(resource: str, document: Any, path: str, created_id: str) -> Any:
    """The representation for a type of resource; ``created_id`` is empty where nothing new was made."""
    if isinstance(document, list):
        return [completed(resource, member, path, "") for member in document]
    if not isinstance(document, dict):
        return document
    shown = {**_defaults(resource, path), **document}
    if resource == "ORGANIZATION" and isinstance(shown.get("domains"), list):
        shown["domains"] = [
            {**member, "verified": member.get("verified", False)} if isinstance(member, dict) else member for member in shown["domains"]
        ]
    if resource == "USER" and isinstance(shown.get("attributes"), dict):
        shown["attributes"] = {name: value if isinstance(value, list) else [value] for name, value in shown["attributes"].items()}
    if created_id and (resource in _IDENTIFIED or path.endswith(_EXECUTION)):
        shown["id"] = created_id
    if created_id and path.endswith(_NEW_FLOW):
        shown.setdefault("description", "")
    return shown if path.endswith((_EXECUTION, _COPY)) else _arranged(resource, shown)


def of_new_realm(shown: Document) -> Document:
    """The representation of a realm that has just been made."""
    return {**shown, "defaultRole": _arranged("REALM_ROLE", shown["defaultRole"])}


def _arranged(resource: str, document: Document) -> Document:
    names = dict.fromkeys([name for name in _ORDER.get(resource, ()) if name in document] + list(document))
    return {name: document[name] for name in names}


def _defaults(resource: str, path: str) -> Document:
    """A copy of a flow is asked for by its new name alone."""
    if resource == "AUTH_FLOW":
        return {} if path.endswith(_COPY) else _FLOW
    if path.endswith(_EVENTS):
        return {"eventsEnabled": False}
    return {} if path.endswith("/config") else DEFAULTS.get(resource, {})
