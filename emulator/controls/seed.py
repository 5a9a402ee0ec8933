"""Identifiers, codes and secrets that are the same in each run."""

from __future__ import annotations

from emulator.controls import _common
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def update(call: Call) -> Response:
    """Draws what is drawn from now on from ``seed``; what was drawn from it before comes again, so put the state back first."""
    try:
        seed = _common.text(_common.document(call, ("seed",)), "seed")
        if not seed:
            raise _common.ControlError("seed is a text; DELETE draws at random again")
    except _common.ControlError as error:
        raise _common.refused(error) from error
    call.emulator.ids.restart(seed)
    return _common.done()


def delete(call: Call) -> Response:
    """Draws at random again."""
    call.emulator.ids.restart("")
    return _common.done()


ROUTES = [Route("PUT", "/_emulator/seed", update), Route("DELETE", "/_emulator/seed", delete)]
