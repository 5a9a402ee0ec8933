"""Required actions: which there are, and how each is set."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_MANAGE = "manage-realm"


def _actions(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("requiredActions") or ())


def required_actions(admin: AdminCall) -> Response:
    """All required actions, those that are asked for first at the top."""
    return found(sorted(_actions(admin), key=lambda action: (action.get("priority") or 0, str(action["alias"]))))


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
    """Replaces a required action's settings."""
    current = _action(admin)
    document = {name: value for name, value in admin.body("RequiredActionProviderRepresentation").items() if value is not None}
    changed = {**current, **document}
    rows = [changed if one is current else one for one in _actions(admin)]
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
