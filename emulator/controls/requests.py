"""What was asked and answered, with the reason of each refusal and the tokens decoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from emulator.controls import _common
from emulator.testing.recorder import Exchange, masked
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

_LIMITS = ("after", "since", "limit")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)


def matches(exchange: Exchange, wanted: Mapping[str, str]) -> bool:
    """Whether an exchange is what is looked for: ``path`` by a part of it, all else whole."""
    return all(value in _FILTERS[name](exchange) if name == "path" else value == _FILTERS[name](exchange) for name, value in wanted.items())


def index(call: Call) -> Response:
    """The last exchanges, oldest first; ``method``, ``realm``, ``client_id``, ``status`` and ``path`` choose.

    ``after`` is a number, ``since`` a time in epoch seconds; ``limit`` is how many there are at most, the first ones.
    """
    sent = dict(call.query)
    try:
        limits = {name: _number(name, sent.pop(name, "0")) for name in _LIMITS}
    except _common.ControlError as error:
        raise _common.refused(error) from error
    for name in sent:
        if name not in _FILTERS:
            raise _common.refused(_common.ControlError(_common.unknown("filter", name, [*_FILTERS, *_LIMITS])))
    after = map(masked, call.emulator.recorder.since(int(limits["after"])))
    chosen = (exchange for exchange in after if exchange.time >= limits["since"] and matches(exchange, sent))
    return _common.answer([exchange.as_json() for exchange in islice(chosen, int(limits["limit"]) or None)])


def _number(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _common.ControlError(f"{name} is the number of an exchange" if name == "after" else f"{name} is a number")
    return float(text)


def read(call: Call) -> Response:
    """One exchange by its number, the ``body`` as it was sent."""
    number = call.parameters["id"]
    exchange = call.emulator.recorder.numbered(int(number)) if number.isascii() and number.isdigit() and len(number) < 16 else None
    if exchange is None:
        raise _common.refused(_common.ControlError(f"there is no exchange '{number}', or none any more", missing=True))
    return _common.answer({**exchange.as_json(), "body": exchange.body.decode("utf-8", "replace")})


def clear(call: Call) -> Response:
    """Forgets all exchanges."""
    call.emulator.recorder.clear()
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/requests", index),
    Route("DELETE", "/_emulator/requests", clear),
    Route("GET", "/_emulator/requests/{id}", read),
]
