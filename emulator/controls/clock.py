"""The emulator's clock, for everything: tokens, sessions, codes, lockouts, cookies."""

from __future__ import annotations

from typing import Any

from emulator.controls import _common
from emulator.core.clock import Clock
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

MEMBERS = ("now", "move", "frozen", "rate")


def state(clock: Clock) -> dict[str, Any]:
    """``now`` (epoch seconds), ``offset`` from the machine's time in seconds, ``frozen``, and ``rate`` (seconds a second)."""
    return {"now": clock.now(), "offset": round(clock.offset, 3), "frozen": clock.rate == 0, "rate": clock.rate}


def change(clock: Clock, *, now: float | None = None, move: float = 0.0, frozen: bool | None = None, rate: float | None = None) -> None:
    """Sets the clock to ``now`` in epoch seconds, moves it by ``move`` seconds, freezes it or lets it run, at ``rate`` seconds a second.

    Raises ValueError, and changes nothing then, for a time or a rate that no clock has.
    """
    before = clock.state
    try:
        if frozen:
            clock.freeze(now)
        elif now is not None:
            clock.set(now)
        clock.move(move)
        if not frozen and (frozen is not None or rate is not None):
            clock.run(rate if rate is not None else 1.0)
    except ValueError:
        clock.state = before
        raise


def read(call: Call) -> Response:
    """How the clock runs."""
    return _common.answer(state(call.emulator.clock))


def put(call: Call) -> Response:
    """Changes how it runs, and says how it runs now."""
    document = _common.document(call, MEMBERS)
    for name in ("now", "move", "rate"):
        value = document.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise _common.refused(_common.ControlError(f"{name} is a number of seconds, not {value!r}"))
    if not isinstance(document.get("frozen"), bool | None):
        raise _common.refused(_common.ControlError("frozen is true or false"))
    if document.get("rate") is not None and document["rate"] <= 0:
        raise _common.refused(_common.ControlError("rate is above 0; a clock that stands is frozen"))
    try:
        change(call.emulator.clock, **{**document, "move": document.get("move") or 0.0})
    except ValueError as error:
        raise _common.refused(error) from error
    return read(call)


def delete(call: Call) -> Response:
    """The machine's time again."""
    call.emulator.clock.reset()
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/clock", read),
    Route("PUT", "/_emulator/clock", put),
    Route("DELETE", "/_emulator/clock", delete),
]
