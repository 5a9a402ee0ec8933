"""Named snapshots of all realms."""

from __future__ import annotations

from emulator.controls import _common
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def index(call: Call) -> Response:
    """Names of the snapshots, oldest first."""
    return _common.answer(call.emulator.snapshots.names())


def take(call: Call) -> Response:
    """Takes one, in the place of an older one of this name."""
    call.emulator.snapshots.take(call.parameters["id"])
    return _common.done()


def restore(call: Call) -> Response:
    """Puts all realms back; snapshots that were taken later are gone."""
    try:
        call.emulator.snapshots.restore(call.parameters["id"])
    except KeyError:
        raise _missing(call) from None
    return _common.done()


def drop(call: Call) -> Response:
    """Gives one up."""
    if not call.emulator.snapshots.drop(call.parameters["id"]):
        raise _missing(call)
    return _common.done()


def _missing(call: Call) -> Exception:
    message = _common.unknown("snapshot", call.parameters["id"], call.emulator.snapshots.names())
    return _common.refused(_common.ControlError(message, missing=True))


ROUTES = [
    Route("GET", "/_emulator/snapshots", index),
    Route("PUT", "/_emulator/snapshots/{id}", take),
    Route("DELETE", "/_emulator/snapshots/{id}", drop),
    Route("POST", "/_emulator/snapshots/{id}/restore", restore),
]
