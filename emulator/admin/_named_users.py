"""Users that a search names one by one: ``id:``, ``username:`` or ``email:`` and their ids, names or addresses. As observed."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.state.store import RealmTables


def named(tables: RealmTables, search: str | None, *, counted: bool = False) -> list[ReadDocument] | None:
    """Those that are there, in the order and as often as they are named; None where the search names nobody in this way.

    Raises AdminError for an address that several users have, in other words where users are only ``counted``.
    """
    text = search or ""
    finders: dict[str, Callable[[str], ReadDocument | None]] = {
        "id:": tables.users.get,
        "username:": lambda name: tables.users.one("username", name.lower()),
        "email:": lambda address: _of_address(tables, address, counted),
    }
    for prefix, find in finders.items():
        if text.startswith(prefix):
            rows = map(find, text.removeprefix(prefix).split())
            return [row for row in rows if row is not None]
    return None


def _of_address(tables: RealmTables, address: str, counted: bool) -> ReadDocument | None:
    rows = list(tables.users.many("email", address.lower()))
    if len(rows) > 1:
        message = f"Multiple users with email '{address.lower()}' exist in Keycloak."
        status, description = (409, message) if counted else (400, "Cannot parse the JSON")
        raise AdminError(status, {"error": "conflict", "error_description": description}, message, late=not counted)
    return rows[0] if rows else None
