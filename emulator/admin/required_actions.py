"""Required actions: which there are, and how each is set."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import lengths
from emulator.realm.refusal import broken
from emulator.realm.required_actions import ranked
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_MANAGE = "manage-realm"


def _actions(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("requiredActions") or ())


def required_actions(admin: AdminCall) -> Response:
    """All required actions, those that are asked for first at the top."""
    return found(ranked(_actions(admin)))


def _action(admin: AdminCall, unknown: str = "Failed to find required action") -> Document:
    wanted = admin.call.parameters["alias"]
    one = next((one for one in _actions(admin) if one.get("alias") == wanted), None)
    if one is None:
        raise AdminError(404, {"error": unknown})
    return one


def read_action(admin: AdminCall) -> Response:
    """One required action."""
    return found(_action(admin))


def update_action(admin: AdminCall) -> Response:
    """Replaces a required action but for its provider; as observed one without an alias stays, and only the list shows it."""
    current = _action(admin)
    document = {name: value for name, value in admin.body("RequiredActionProviderRepresentation").items() if value is not None}
    config = {key: value for key, value in (document.get("config") or {}).items() if value is not None}
    for fault in (*lengths.members(document, ("alias", "name")), *lengths.keys(config, ("config",))):
        raise broken(fault.message)
    changed = {"enabled": False, "defaultAction": False, "priority": 0, **document, "config": config}
    changed |= {name: current[name] for name in ("id", "providerId") if name in current}
    rows = [changed if row is current else row for row in _actions(admin)]
    admin.tables.document = {**admin.tables.document, "requiredActions": rows}
    return done()


def delete_action(admin: AdminCall) -> Response:
    """Removes a required action."""
    current = _action(admin, "Failed to find required action.")
    admin.tables.document = {**admin.tables.document, "requiredActions": [one for one in _actions(admin) if one is not current]}
    return done()


_ACTIONS = "/authentication/required-actions"
ROUTES = [
    route("GET", _ACTIONS, required_actions, *_VIEW, "view-users", "query-users"),
    route("GET", f"{_ACTIONS}/{{alias}}", read_action, *_VIEW),
    route("PUT", f"{_ACTIONS}/{{alias}}", update_action, _MANAGE, event="REQUIRED_ACTION", reads="RequiredActionProviderRepresentation"),
    route("DELETE", f"{_ACTIONS}/{{alias}}", delete_action, _MANAGE, event="REQUIRED_ACTION"),
]
