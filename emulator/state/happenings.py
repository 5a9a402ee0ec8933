"""Records of what happened, for those who ask later. Times are epoch milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a user or a client did. ``time`` is in epoch milliseconds; ``error`` is empty for a success."""

    id: str
    time: int
    type: str
    client_id: str = ""
    user_id: str = ""
    session_id: str = ""
    ip_address: str = ""
    error: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def document(self, realm_id: str) -> dict[str, Any]:
        """EventRepresentation."""
        shown: dict[str, Any] = {
            "id": self.id, "time": self.time, "type": self.type, "realmId": realm_id, "clientId": self.client_id or None,
            "userId": self.user_id or None, "sessionId": self.session_id or None, "ipAddress": self.ip_address,
            "error": self.error or None, "details": dict(self.details) or None,
        }  # fmt: skip
        return {name: value for name, value in shown.items() if value is not None}


@dataclass(frozen=True, slots=True)
class AdminEvent:
    """Something that was changed by the Admin API. ``time`` is in epoch milliseconds.

    ``realm_id``, ``client_id`` and ``user_id`` are the administrator's; ``representation`` is JSON, empty where it is not kept;
    ``details`` name who was meant.
    """

    id: str
    time: int
    operation: str
    resource: str
    path: str
    realm_id: str
    client_id: str
    user_id: str
    ip_address: str
    representation: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def document(self, realm_id: str) -> dict[str, Any]:
        """AdminEventRepresentation."""
        who = {"realmId": self.realm_id, "clientId": self.client_id, "userId": self.user_id, "ipAddress": self.ip_address}
        shown: dict[str, Any] = {
            "id": self.id, "time": self.time, "realmId": realm_id, "authDetails": who, "operationType": self.operation,
            "resourceType": self.resource,
        }  # fmt: skip
        shown |= {"resourcePath": self.path} if self.path else {}
        shown |= {"representation": self.representation} if self.representation else {}
        return {**shown, "details": dict(self.details)} if self.details else shown
