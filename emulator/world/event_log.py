"""Keycloak's listener ``jboss-logging``: a line in the log for each event of a realm that names it, as observed."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.configuration.event_lines import EventLines
from emulator.core.log import EVENTS, Log
from emulator.realm.views import Realm
from emulator.state.happenings import AdminEvent, Event
from emulator.state.store import Store

_LISTENER = "jboss-logging"
_NO_BREAK = "\N{NO-BREAK SPACE}"


class EventLog:
    """Writes events into ``log``, in the form that ``lines`` says."""

    def __init__(self, log: Log, lines: EventLines, store: Store) -> None:
        self._log, self._lines, self._store = log, lines, store
        self._hears_errors = log.hears(lines.error_level, EVENTS)
        self.hears_success = log.hears(lines.success_level, EVENTS)
        """Whether events that ended well would be read by anybody."""

    @property
    def hears(self) -> bool:
        """Whether events that ended in an error, or all of them, would be read by anybody."""
        return self._hears_errors or self.hears_success

    def tell(self, realm: Realm, realm_id: str, event: Event | AdminEvent) -> None:
        """Writes the line of an event of this realm, which names the listener or did so before the change."""
        failed = isinstance(event, Event) and bool(event.error)
        if not (self._hears_errors if failed else self.hears_success) or _LISTENER not in realm.events_listeners:
            return
        if isinstance(event, Event):
            pairs = _of_user(realm.name, realm_id, event)
        else:
            pairs = self._of_administrator(event, with_representation=realm.admin_events_details)
        line = ", ".join(f"{self._plain(name)}={self._lines.quotes}{self._plain(value)}{self._lines.quotes}" for name, value in pairs)
        self._log.say(line, (self._lines.error_level if failed else self._lines.success_level).upper(), EVENTS)

    def _of_administrator(self, event: AdminEvent, *, with_representation: bool) -> Iterator[tuple[str, str]]:
        """The realm is the administrator's own."""
        own = next((tables.realm.name for tables in self._store.realms if tables.id == event.realm_id), "")
        yield from (("operationType", event.operation), ("realmId", event.realm_id), ("realmName", own), ("clientId", event.client_id))
        yield from (("userId", event.user_id), ("ipAddress", event.ip_address), ("resourceType", event.resource))
        yield "resourcePath", event.path or "null"
        yield from event.details.items()
        if with_representation and self._lines.include_representation and event.representation:
            yield "representation", event.representation

    def _plain(self, text: str) -> str:
        if not self._lines.sanitize:
            return text
        blank = "".join(" " if sign.isspace() or sign == _NO_BREAK else sign for sign in text)
        return blank.replace(self._lines.quotes, f"\\{self._lines.quotes}") if self._lines.quotes else blank


def _of_user(realm: str, realm_id: str, event: Event) -> Iterator[tuple[str, str]]:
    yield from (("type", event.type), ("realmId", realm_id), ("realmName", realm), ("clientId", event.client_id or "null"))
    yield "userId", event.user_id or "null"
    if event.session_id:
        yield "sessionId", event.session_id
    yield "ipAddress", event.ip_address
    if event.error:
        yield "error", event.error
    yield from event.details.items()
