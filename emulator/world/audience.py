"""Who is told of events beside the realm itself: meters, webhooks, and whoever looks at what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.realm.views import Realm
from emulator.state.happenings import AdminEvent, Event
from emulator.testing.happened import ADMIN_EVENT, EVENT, Happened
from emulator.testing.webhooks import Webhooks

if TYPE_CHECKING:
    from emulator.metrics.meters import Meters
    from emulator.world.event_log import EventLog


@dataclass(slots=True)
class Audience:
    """``meters`` count where they count events, ``webhooks`` are told where anybody has asked for it, ``happened`` remembers.

    There is no ``happened`` where nobody can look: without testing controls. ``log`` writes lines, where there is a log.
    """

    meters: Meters | None
    webhooks: Webhooks
    happened: Happened | None
    log: EventLog | None = None

    def hears(self, realm: str) -> bool:
        """Whether anybody wants to know of events of this realm."""
        return self.happened is not None or self._counts or self._told(EVENT, realm) or (self.log is not None and self.log.hears)

    def hears_administrators(self, realm: str) -> bool:
        """Whether anybody wants to know of what administrators of this realm do."""
        return self.happened is not None or self._told(ADMIN_EVENT, realm) or (self.log is not None and self.log.hears_success)

    def tell(self, realm: Realm, realm_id: str, event: Event | AdminEvent) -> None:
        """Counts the event of a realm, remembers it, and passes it on."""
        if self.meters is not None and self._counts and isinstance(event, Event):
            self.meters.event(realm.name, event.type, event.client_id, event.error, event.details.get("identity_provider", ""))
        if self.happened is not None:
            self.happened.note(realm.name, realm_id, event)
        if self.webhooks.hooks:
            self.webhooks.tell(EVENT if isinstance(event, Event) else ADMIN_EVENT, realm.name, event.document(realm_id))
        if self.log is not None:
            self.log.tell(realm, realm_id, event)

    def _told(self, kind: str, realm: str) -> bool:
        return bool(self.webhooks.hooks and self.webhooks.want(kind, realm))

    @property
    def _counts(self) -> bool:
        return self.meters is not None and self.meters.counts_events
