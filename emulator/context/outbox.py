"""What a decision leaves behind for others: lines for the log, an event under way, and what is to be sent and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from emulator.core.dataclass import dataclass

if TYPE_CHECKING:
    from emulator.realm.views import Realm
    from emulator.state.happenings import Event


class Audience(Protocol):
    """Who is told of a realm's events, whether the realm keeps them or not."""

    def hears(self, realm: str) -> bool:
        """Whether anybody wants to know of events of this realm."""

    def tell(self, realm: Realm, realm_id: str, event: Event) -> None:
        """An event that has happened in a realm, which is told as it was then."""


@dataclass(slots=True)
class Draft:
    """An event under way."""

    kind: str
    client_id: str = ""
    user_id: str = ""
    session_id: str = ""
    details: dict[str, str] = field(default_factory=dict)
    earlier_error: str = ""
    refused_for: str = ""


@dataclass(slots=True)
class Outbox:
    """Of one decision; a decision that is made again begins with an empty one.

    ``deliveries`` are calls to others, which are made in threads before the answer is sent; ``told`` is what is counted and passed on once
    the decision stands; ``log`` is what the access log says beside the request line. ``failed`` is the error of the last event
    that ended in one; ``logins`` are kind of event, user's id and ``clientId`` of each that workflows want to know of.
    """

    log: list[str] = field(default_factory=list)
    deliveries: list[Callable[[], None]] = field(default_factory=list)
    told: list[Callable[[], None]] = field(default_factory=list)
    event: Draft | None = None
    failed: str = ""
    logins: list[tuple[str, str, str]] = field(default_factory=list)
