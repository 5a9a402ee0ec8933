"""The user's sessions, and the devices that they are on."""

from __future__ import annotations

from typing import Any

from emulator.account._routes import route
from emulator.account._sessions import active, representation
from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, changed
from emulator.login import session_end
from emulator.web.response import Response, json_response

Document = dict[str, Any]


def _shown(account: AccountCall) -> list[Document]:
    mine = account.session.id if account.session is not None else ""
    return [representation(account.context, one, one.id == mine) for one in active(account.context, account.user.id)]


def listing(account: AccountCall) -> Response:
    """The sessions."""
    return json_response(_shown(account), headers=[NO_CACHE], charset=True)


def devices(account: AccountCall) -> Response:
    """The sessions by device; nothing is known of devices."""
    found = _shown(account)
    if not found:
        return json_response([], headers=[NO_CACHE], charset=True)
    device: Document = {"os": "Other", "osVersion": "Unknown", "device": "Other", "lastAccess": max(one["lastAccess"] for one in found)}
    if any(one.get("current") for one in found):
        device["current"] = True
    return json_response([{**device, "sessions": found, "mobile": False}], headers=[NO_CACHE], charset=True)


def delete_all(account: AccountCall) -> Response:
    """Ends the user's other sessions, and with ``current=true`` this one too."""
    mine = account.session.id if account.session is not None else ""
    for session in active(account.context, account.user.id):
        if session.id != mine or account.flag("current", False):
            session_end.end(account.call.context, session)
    return changed(account.call)


def delete(account: AccountCall) -> Response:
    """Ends one session of the user's; as observed, one that is not there is no error."""
    for session in active(account.context, account.user.id):
        if session.id == account.call.parameters["session"]:
            session_end.end(account.call.context, session)
    return changed(account.call)


ROUTES = [
    route("GET", "/sessions", listing, MANAGE, VIEW),
    route("GET", "/sessions/devices", devices, MANAGE, VIEW),
    route("DELETE", "/sessions", delete_all, MANAGE),
    route("DELETE", "/sessions/{session}", delete, MANAGE),
]
