"""Faults on purpose; what a rule may say is told by ``emulator.testing.faults.Fault``."""

from __future__ import annotations

from emulator.controls import _common
from emulator.testing import fault_rules
from emulator.testing.faults import FaultError
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route


def index(call: Call) -> Response:
    """The rules in force, and how many requests each has seen and met."""
    return _common.answer([fault.as_json() for fault in call.emulator.faults.rules])


def create(call: Call) -> Response:
    """Adds a rule; 201 with its ``id``."""
    try:
        found = call.json()
        fault = fault_rules.parse(found if isinstance(found, dict) else {"": None})
    except FaultError as error:
        raise _common.refused(error) from error
    return json_response(call.emulator.faults.add(fault).as_json(), 201)


def delete(call: Call) -> Response:
    """Takes one rule away."""
    return _common.taken_away(call, "fault", call.emulator.faults.remove)


def clear(call: Call) -> Response:
    """Takes all rules away."""
    call.emulator.faults.clear()
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/faults", index),
    Route("POST", "/_emulator/faults", create),
    Route("DELETE", "/_emulator/faults", clear),
    Route("DELETE", "/_emulator/faults/{id}", delete),
]
