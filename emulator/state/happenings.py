"""Records of what happened, for those who ask later. Times are epoch milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class AdminEvent:
    """Something that was changed by the Admin API. ``time`` is in epoch milliseconds.

    ``realm_id``, ``client_id`` and ``user_id`` are the administrator's; ``representation`` is JSON, empty where details are not kept.
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
