"""The last events of users and administrators, for tests and people who look, whether a realm keeps its events or not."""

from __future__ import annotations

from collections import deque
from typing import Any

from emulator.state.happenings import AdminEvent, Event

LIMIT = 1000
"""Events that a server remembers."""
EVENT, ADMIN_EVENT = "event", "admin-event"
KINDS = (EVENT, ADMIN_EVENT)


class Happened:
    """Remembers the last events of all realms."""

    def __init__(self) -> None:
        self._kept: deque[tuple[str, str, Event | AdminEvent]] = deque(maxlen=LIMIT)

    def note(self, realm: str, realm_id: str, event: Event | AdminEvent) -> None:
        """Remembers an event of a realm."""
        self._kept.append((realm, realm_id, event))

    def documents(self, realm: str = "", kind: str = "", name: str = "") -> list[dict[str, Any]]:
        """The events of a realm (of all), oldest first: what webhooks are told. ``name`` is a type of event or of an operation."""
        return [
            {"kind": _kind(event), "realm": of, **event.document(realm_id)}
            for of, realm_id, event in self._kept
            if realm in ("", of) and kind in ("", _kind(event)) and name in ("", _name(event))
        ]

    def clear(self, realm: str = "") -> None:
        """Forgets the events of a realm, or all."""
        kept = [row for row in self._kept if realm not in ("", row[0])]
        self._kept.clear()
        self._kept.extend(kept)


def _kind(event: Event | AdminEvent) -> str:
    return EVENT if isinstance(event, Event) else ADMIN_EVENT


def _name(event: Event | AdminEvent) -> str:
    return event.type if isinstance(event, Event) else event.operation
