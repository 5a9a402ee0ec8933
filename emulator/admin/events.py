"""Events of users and of administrators, and which of them are kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from emulator.admin import _providers
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found, listed, page
from emulator.core.errors import AdminError
from emulator.core.wildcards import whole
from emulator.realm.event_types import USUAL
from emulator.realm.gates import lengths
from emulator.realm.gates import realm_members as members
from emulator.realm.refusal import broken
from emulator.state.happenings import AdminEvent, Event
from emulator.state.table import Table
from emulator.web.response import Response

_VIEW, _MANAGE = ("view-events", "manage-events"), "manage-events"
_CONFIG = ("eventsEnabled", "eventsExpiration", "eventsListeners", "enabledEventTypes", "adminEventsEnabled", "adminEventsDetailsEnabled")
_ABSENT = {"eventsEnabled": False, "eventsExpiration": 0}
"""What is set where it is not given."""
_PAGE = 100
_MILLISECONDS, _DAY = re.compile(r"\+?[0-9]{1,19}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PART = 1000
"""Events that are looked at in one go."""
T = TypeVar("T", Event, AdminEvent)


def listing(admin: AdminCall) -> Response:
    """Events of users, the newest first, narrowed by the query."""
    query = admin.call.query
    types = [name for name in query.values("type") if name]
    _refuse_unknown(types, "eventType")
    wanted = {"client_id": query.get("client"), "user_id": query.get("user"), "ip_address": query.get("ipAddress")}
    asked = [(name, value) for name, value in wanted.items() if value is not None]

    def fits(event: Event) -> bool:
        return (not types or event.type in types) and all(getattr(event, name) == value for name, value in asked)

    return _listed(admin, admin.tables.events, fits)


def admin_listing(admin: AdminCall) -> Response:
    """Events of administrators, the newest first, narrowed by the query."""
    query = admin.call.query
    operations, resources = ([name for name in query.values(kind) if name] for kind in ("operationTypes", "resourceTypes"))
    _refuse_unknown(operations, "operationType")
    _refuse_unknown(resources, "resourceType")
    wanted = {
        "realm_id": query.get("authRealm"), "client_id": query.get("authClient"), "user_id": query.get("authUser"),
        "ip_address": query.get("authIpAddress"),
    }  # fmt: skip
    asked = [(name, value) for name, value in wanted.items() if value is not None]
    path = whole(query.get("resourcePath") or "*")

    def fits(event: AdminEvent) -> bool:
        if (operations and event.operation not in operations) or (resources and event.resource not in resources):
            return False
        return all(getattr(event, name) == value for name, value in asked) and path.match(event.path) is not None

    return _listed(admin, admin.tables.admin_events, fits)


def _refuse_unknown(asked: Iterable[str], kind: str) -> None:
    for name in asked:
        if name not in _providers.described()["enums"][kind]:
            raise broken(f"there are no events '{name[:80]}'")


def _listed(admin: AdminCall, rows: Iterable[T], fits: Callable[[T], bool]) -> Response:
    """A page of the rows that fit and are between the query's dates, in its direction."""
    start, end = _date(admin, "dateFrom"), _date(admin, "dateTo", end=True)
    direction = admin.call.query.get("direction") or "desc"
    if direction not in ("asc", "desc"):
        raise AdminError(400, {"error": "Invalid value for sortDirection, expected value is asc or desc"})

    def wanted(event: T) -> bool:
        return (start is None or event.time >= start) and (end is None or event.time <= end) and fits(event)

    kept = admin.context.answers.those("events", rows, _PART, wanted)
    chosen = page(admin, kept if direction == "asc" else kept[::-1], _PAGE)
    return listed(admin, chosen, lambda event: event.document(admin.tables.id))


def _date(admin: AdminCall, name: str, *, end: bool = False) -> int | None:
    """A date of the query in milliseconds: ``yyyy-MM-dd`` or the milliseconds, up to Java's largest; 400 for anything else."""
    text = admin.call.query.get(name)
    if not text:
        return None
    if _MILLISECONDS.fullmatch(text) and int(text) < 2**63:
        return int(text)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC)
    except ValueError as error:
        text = f"Invalid value for '{name}', expected format is yyyy-MM-dd or an Epoch timestamp"
        raise AdminError(400, {"error": text}) from error
    return int(day.timestamp() * 1000) + (86_399_999 if end else 0)


def clear(admin: AdminCall) -> Response:
    """Forgets the events of users."""
    _forget(admin, admin.tables.events)
    return done()


def admin_clear(admin: AdminCall) -> Response:
    """Forgets the events of administrators."""
    _forget(admin, admin.tables.admin_events)
    return done()


def _forget(admin: AdminCall, table: Table[Any]) -> None:
    def delete(keys: Sequence[str]) -> None:
        for key in keys:
            table.delete(key)

    admin.context.answers.in_parts("forget", table.keys(), _PART, delete)


def config(admin: AdminCall) -> Response:
    """RealmEventsConfigRepresentation."""
    document = admin.tables.document
    shown = {name: document[name] for name in _CONFIG if document.get(name) is not None}
    if not shown.get("eventsExpiration"):
        shown.pop("eventsExpiration", None)
    return found({**shown, "enabledEventTypes": shown.get("enabledEventTypes") or list(USUAL)})


def update_config(admin: AdminCall) -> Response:
    """Changes what is kept."""
    document = admin.body("RealmEventsConfigRepresentation")
    known = _providers.described()["providers"]["eventsListener"]["providers"]
    if any(name not in known for name in document.get("eventsListeners") or ()):
        raise AdminError(400, {"error": "Unknown event listener"})
    changed = members.own({name: document.get(name) for name in _CONFIG})
    for fault in lengths.members(changed, _CONFIG):
        raise broken(fault.message)
    admin.tables.document = {**admin.tables.document, **_ABSENT, **changed}
    if changed.get("adminEventsEnabled"):
        # As observed, the event of turning them on is kept too.
        admin.realm = admin.tables.realm
    return done()


ROUTES = [
    route("GET", "/events", listing, *_VIEW),
    route("DELETE", "/events", clear, _MANAGE),
    route("GET", "/events/config", config, *_VIEW),
    route("PUT", "/events/config", update_config, _MANAGE, event="REALM", reads="RealmEventsConfigRepresentation"),
    route("GET", "/admin-events", admin_listing, *_VIEW),
    route("DELETE", "/admin-events", admin_clear, _MANAGE),
]
