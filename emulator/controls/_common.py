"""What the controls share: reading what was sent, and saying what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from emulator.context import Context
from emulator.core.errors import AdminError
from emulator.realm.views import Client, User
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import JSON, Response, json_response, list_text
from emulator.world.emulator import Emulator

T = TypeVar("T")
_PART = 500
"""Rows that are searched in one go."""


class ControlError(ValueError):
    """What was asked of a control cannot be; the message says what is wrong and what would do. ``missing``: a thing is unknown."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


def document(call: Call, known: Collection[str]) -> dict[str, Any]:
    """The JSON object that was sent, an empty body for an empty one; raises AdminError for anything else and for unknown members."""
    found = call.json() if call.body.strip() else {}
    if not isinstance(found, dict):
        raise refused(ControlError("the body is a JSON object"))
    for name in found:
        if name not in known:
            raise refused(ControlError(unknown("member", name, known)))
    return found


def refused(error: ValueError) -> AdminError:
    """The answer to what cannot be done: 404 for what is unknown, else 400."""
    status, code = (404, "not_found") if getattr(error, "missing", False) else (400, "invalid_request")
    return AdminError(status, {"error": code, "error_description": str(error)}, reason=str(error))


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """``there is no … 'x', did you mean 'y'?``."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1)
    hint = f", did you mean '{close[0]}'?" if close else f", only {', '.join(names[:20])}" if names else ""
    return f"there is no {kind} '{name}'{hint}"


def answer(value: Any) -> Response:
    """A JSON answer that nobody keeps."""
    return json_response(value, 200, [("Cache-Control", "no-store")])


def listed(call: Call, rows: Iterable[T], text: Callable[[T], str], show: Callable[[T], Any]) -> Response:
    """What ``show`` makes of the rows that the query asks for: whose ``text`` has ``search`` in it, from ``first`` on, at most ``max``.

    Raises AdminError for a number that is none.
    """
    search = (call.query.get("search") or "").lower()
    first, most = (_count(call, name) for name in ("first", "max"))
    chosen = call.answers.those("searched", rows, _PART, lambda row: search in text(row).lower()) if search else rows
    page = list(islice(chosen, first or 0, None if most is None else (first or 0) + most))
    return Response(200, JSON, list_text(call.answers, page, show), [("Cache-Control", "no-store")])


def _count(call: Call, name: str) -> int | None:
    text = call.query.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise refused(ControlError(f"{name} is a number of rows, not {text!r}"))
    return int(text)


def done() -> Response:
    """204."""
    return Response(204)


def taken_away(call: Call, kind: str, remove: Callable[[str], bool]) -> Response:
    """204 once ``remove`` has found what the path's ``id`` names; raises AdminError where it has not."""
    identifier = call.parameters["id"]
    if not remove(identifier):
        raise refused(ControlError(f"there is no {kind} '{identifier}'", missing=True))
    return done()


def realm_named(emulator: Emulator, name: str) -> RealmTables:
    """A realm by name; raises ControlError."""
    tables = emulator.store.realm(name)
    if tables is None:
        raise ControlError(unknown("realm", name, emulator.store.realms.keys()), missing=True)
    return tables


def context_of(call: Call) -> Context:
    """The realm in the path, as the rooms below see it; raises AdminError."""
    try:
        tables = realm_named(call.emulator, call.parameters["name"])
    except ControlError as error:
        raise refused(error) from error
    return call.emulator.context(tables, call.base, call.remote_address, call.answers)


def client_named(tables: RealmTables, client_id: str) -> Client:
    """A client by its client id; raises ControlError."""
    client = tables.client(client_id)
    if client is None:
        raise ControlError(unknown("client", client_id, (row["clientId"] for row in tables.clients)), missing=True)
    return client


def user_named(tables: RealmTables, name: str) -> User:
    """A user by user name or address; raises ControlError."""
    found = tables.users.one("username", name.lower()) or next(iter(tables.users.many("email", name.lower())), None)
    if found is None:
        raise ControlError(unknown("user", name, (row["username"] for row in tables.users)), missing=True)
    return User(found)


def text(found: Mapping[str, Any], name: str) -> str:
    """A member that is a text, empty when it is absent; raises ControlError for anything else."""
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ControlError(f"{name} is a text, not {value!r}")
    return value


def mapping(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A member that is an object, empty when it is absent; raises ControlError for anything else."""
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ControlError(f"{name} is an object, not {value!r}")
    return value
