"""The user's sessions, and the devices that they are on."""

from __future__ import annotations

from typing import Any

from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, changed, route
from emulator.context import Context
from emulator.login import sessions
from emulator.state.records import UserSession
from emulator.tokens import lifespans
from emulator.web import session_end
from emulator.web.response import Response, json_response

Document = dict[str, Any]


def active(context: Context, user_id: str) -> list[UserSession]:
    """The user's online sessions that live."""
    return [one for one in context.tables.user_sessions.many("user", user_id) if not one.offline and sessions.is_active(context, one)]


def representation(context: Context, session: UserSession, current: bool) -> Document:
    """SessionRepresentation of the account; times in epoch seconds."""
    shown: Document = {
        "id": session.id,
        "ipAddress": session.ip_address,
        "started": session.started,
        "lastAccess": session.last_access,
        "expires": lifespans.session_max(context.realm, session),
        "clients": [_client(context, identifier) for identifier in session.clients],
        "browser": "Other/Unknown",
    }
    return {**shown, "current": True} if current else shown


def _client(context: Context, identifier: str) -> Document:
    client = context.tables.client_by_id(identifier)
    if client is None:
        return {"clientId": identifier}
    name = client.document.get("name")
    usual = {"userConsentRequired": client.consent_required, "inUse": False, "offlineAccess": False}
    return {"clientId": client.client_id, **({"clientName": name} if name else {}), **usual}


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
            session_end.end(account.call, session)
    return changed(account.call)


def delete(account: AccountCall) -> Response:
    """Ends one session of the user's; as observed, one that is not there is no error."""
    for session in active(account.context, account.user.id):
        if session.id == account.call.parameters["session"]:
            session_end.end(account.call, session)
    return changed(account.call)


ROUTES = [
    route("GET", "/sessions", listing, MANAGE, VIEW),
    route("GET", "/sessions/devices", devices, MANAGE, VIEW),
    route("DELETE", "/sessions", delete_all, MANAGE),
    route("DELETE", "/sessions/{session}", delete, MANAGE),
]
