"""What was asked and answered, with the reason of each refusal and the tokens decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.controls import _common
from emulator.testing.recorder import Exchange
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_FILTERS: Mapping[str, Callable[[Exchange], Any]] = {
    "method": lambda exchange: exchange.method,
    "realm": lambda exchange: exchange.realm,
    "client_id": lambda exchange: exchange.client_id,
    "status": lambda exchange: str(exchange.status),
    "path": lambda exchange: exchange.path,
}


def matches(exchange: Exchange, wanted: Mapping[str, str]) -> bool:
    """Whether an exchange is what is looked for: ``path`` by a part of it, all else whole."""
    return all(value in _FILTERS[name](exchange) if name == "path" else value == _FILTERS[name](exchange) for name, value in wanted.items())


def index(call: Call) -> Response:
    """The last exchanges, oldest first; ``method``, ``realm``, ``client_id``, ``status`` and ``path`` choose, ``after`` is a number."""
    sent = dict(call.query)
    after = sent.pop("after", "0")
    for name in sent:
        if name not in _FILTERS:
            raise _common.refused(_common.ControlError(_common.unknown("filter", name, [*_FILTERS, "after"])))
    if not after.isdigit():
        raise _common.refused(_common.ControlError("after is the number of an exchange"))
    return _common.answer([one.as_json() for one in call.emulator.recorder if one.number > int(after) and matches(one, sent)])


def clear(call: Call) -> Response:
    """Forgets all exchanges."""
    call.emulator.recorder.clear()
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/requests", index),
    Route("DELETE", "/_emulator/requests", clear),
]
