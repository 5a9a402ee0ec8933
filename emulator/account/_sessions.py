"""What the account shows of sessions: for its REST API and for the console."""

from __future__ import annotations

from emulator.account import _devices
from emulator.account._devices import Device
from emulator.context import Context
from emulator.core.documents import Document
from emulator.login import sessions
from emulator.state.records import UserSession
from emulator.tokens import lifespans


def active(context: Context, user_id: str) -> list[UserSession]:
    """The user's online sessions that live."""
    return [one for one in context.tables.user_sessions.many("user", user_id) if not one.offline and sessions.is_active(context, one)]


def shown(context: Context, user_id: str, current: str) -> list[tuple[Device, Document]]:
    """The user's sessions, each with its device; ``current`` is the id of the one that asks."""
    known = active(context, user_id)
    devices = _devices.of_all(context, (session.user_agent for session in known))
    return [(device := devices[session.user_agent], _representation(context, session, device, session.id == current)) for session in known]


def _representation(context: Context, session: UserSession, device: Device, current: bool) -> Document:
    """SessionRepresentation of the account, of a session on this device; times in epoch seconds."""
    shown: Document = {
        "id": session.id,
        "ipAddress": session.ip_address,
        "started": session.started,
        "lastAccess": session.last_access,
        "expires": lifespans.session_max(context.realm, session),
        "clients": [_client(context, identifier) for identifier in session.clients],
    }
    if session.user_agent is not None:
        shown["browser"] = device.browser
    return {**shown, "current": True} if current else shown


def _client(context: Context, identifier: str) -> Document:
    client = context.tables.client_by_id(identifier)
    if client is None:
        return {"clientId": identifier}
    name = client.document.get("name")
    usual = {"userConsentRequired": client.consent_required, "inUse": False, "offlineAccess": False}
    return {"clientId": client.client_id, **({"clientName": name} if name else {}), **usual}
