"""Events of users and of administrators, and which of them are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from emulator.admin import _providers
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found, page
from emulator.core.errors import AdminError
from emulator.realm.event_types import USUAL
from emulator.realm.refusal import broken
from emulator.state.happenings import AdminEvent, Event
from emulator.web.response import Response

Document = dict[str, Any]
_VIEW, _MANAGE = ("view-events", "manage-events"), "manage-events"
_CONFIG = ("eventsEnabled", "eventsExpiration", "eventsListeners", "enabledEventTypes", "adminEventsEnabled", "adminEventsDetailsEnabled")
_ABSENT = {"eventsEnabled": False, "eventsExpiration": 0}
"""What is set where it is not given."""
_PAGE = 100
T = TypeVar("T", Event, AdminEvent)


def listing(admin: AdminCall) -> Response:
    """Events of users, the newest first, narrowed by the query."""
    query = admin.call.query
    types = [name for name in query.values("type") if name]
    _refuse_unknown(types, "eventType")
    wanted = {"client_id": query.get("client"), "user_id": query.get("user"), "ip_address": query.get("ipAddress")}
    rows = [one for one in admin.tables.events if not types or one.type in types]
    rows = [one for one in rows if all(value is None or getattr(one, name) == value for name, value in wanted.items())]
    return found([one.document(admin.tables.id) for one in page(admin, _ordered(admin, rows), _PAGE)])


def admin_listing(admin: AdminCall) -> Response:
    """Events of administrators, the newest first, narrowed by the query."""
    query = admin.call.query
    operations, resources = query.values("operationTypes"), query.values("resourceTypes")
    _refuse_unknown(operations, "operationType")
    rows = [event for event in admin.tables.admin_events if not operations or event.operation in operations]
    rows = [event for event in rows if not resources or event.resource in resources]
    wanted = {
        "realm_id": query.get("authRealm"), "client_id": query.get("authClient"), "user_id": query.get("authUser"),
        "ip_address": query.get("authIpAddress"),
    }  # fmt: skip
    rows = [event for event in rows if all(value is None or getattr(event, name) == value for name, value in wanted.items())]
    path = query.get("resourcePath")
    if path:
        rows = [event for event in rows if _fits(path, event.path)]
    return found([event.document(admin.tables.id) for event in page(admin, _ordered(admin, rows), _PAGE)])


def _refuse_unknown(asked: Iterable[str], kind: str) -> None:
    for name in filter(None, asked):
        if name not in _providers.described()["enums"][kind]:
            raise broken(f"there are no events '{name[:80]}'")


def _fits(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern with ``*`` for any text."""
    import re

    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path) is not None


def _ordered(admin: AdminCall, rows: Iterable[T]) -> list[T]:
    """The rows between the query's dates, in its direction."""
    start, end = _date(admin, "dateFrom"), _date(admin, "dateTo", end=True)
    kept = [one for one in rows if (start is None or one.time >= start) and (end is None or one.time <= end)]
    return kept if admin.call.query.get("direction") == "asc" else kept[::-1]


def _date(admin: AdminCall, name: str, *, end: bool = False) -> int | None:
    """A date of the query in epoch milliseconds: ``yyyy-MM-dd`` or the milliseconds themselves; 400 for anything else."""
    text = admin.call.query.get(name)
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC)
    except ValueError as error:
        text = f"Invalid value for '{name}', expected format is yyyy-MM-dd or an Epoch timestamp"
        raise AdminError(400, {"error": text}) from error
    return int(day.timestamp() * 1000) + (86_399_999 if end else 0)


def clear(admin: AdminCall) -> Response:
    """Forgets the events of users."""
    for one in list(admin.tables.events):
        admin.tables.events.delete(one.id)
    return done()


def admin_clear(admin: AdminCall) -> Response:
    """Forgets the events of administrators."""
    for one in list(admin.tables.admin_events):
        admin.tables.admin_events.delete(one.id)
    return done()


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
    changed = {name: document[name] for name in _CONFIG if document.get(name) is not None}
    admin.tables.document = {**admin.tables.document, **_ABSENT, **changed}
    return done()


ROUTES = [
    route("GET", "/events", listing, *_VIEW),
    route("DELETE", "/events", clear, _MANAGE),
    route("GET", "/events/config", config, *_VIEW),
    route("PUT", "/events/config", update_config, _MANAGE, event="REALM", reads="RealmEventsConfigRepresentation"),
    route("GET", "/admin-events", admin_listing, *_VIEW),
    route("DELETE", "/admin-events", admin_clear, _MANAGE),
]
