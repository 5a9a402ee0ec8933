"""The user's sessions, and the devices that they are on."""

from __future__ import annotations

from emulator.account._devices import Device
from emulator.account._routes import route
from emulator.account._sessions import active, shown
from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, changed
from emulator.core.documents import Document
from emulator.login import session_end
from emulator.web.response import Response, json_response


def _shown(account: AccountCall) -> list[tuple[Device, Document]]:
    return shown(account.context, account.user.id, account.session.id if account.session is not None else "")


def listing(account: AccountCall) -> Response:
    """The sessions."""
    return json_response([session for _, session in _shown(account)], headers=[NO_CACHE], charset=True)


def devices(account: AccountCall) -> Response:
    """The sessions by the system that they are on, of which the first device is shown."""
    by_system: dict[tuple[str, str], Document] = {}
    for device, session in _shown(account):
        row = by_system.setdefault((device.os, device.os_version), {
            "os": device.os, "osVersion": device.os_version, "device": device.name, "lastAccess": 0, "sessions": [],
            "mobile": device.mobile,
        })  # fmt: skip
        row["sessions"].append(session)
        row["lastAccess"] = max(row["lastAccess"], session["lastAccess"])
        if session.get("current"):
            row["current"] = True
    return json_response(list(by_system.values()), headers=[NO_CACHE], charset=True)


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
