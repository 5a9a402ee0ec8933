"""Who is told of events beside the realm itself: meters and webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.state.happenings import Event
from emulator.testing.webhooks import Webhooks

if TYPE_CHECKING:
    from emulator.metrics.meters import Meters


@dataclass(slots=True)
class Audience:
    """``meters`` count where they count events, ``webhooks`` are told where anybody has asked for it."""

    meters: Meters | None
    webhooks: Webhooks

    def hears(self, realm: str) -> bool:
        """Whether anybody wants to know of events of this realm."""
        return self._counts or bool(self.webhooks.hooks and self.webhooks.want("event", realm))

    def tell(self, realm: str, realm_id: str, event: Event) -> None:
        """Counts the event, and passes it on."""
        if self.meters is not None and self._counts:
            self.meters.event(realm, event.type, event.client_id, event.error, event.details.get("identity_provider", ""))
        if self.webhooks.hooks:
            self.webhooks.tell("event", realm, event.document(realm_id))

    @property
    def _counts(self) -> bool:
        return self.meters is not None and self.meters.counts_events
