"""The recorded requests by what belongs together: one login, one device, one client's token and what it is used for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.core.asking import Answers, AtOnce
from emulator.core.json_text import json_text
from emulator.testing import flow_steps
from emulator.testing.flows import Flow, Flows, Step
from emulator.testing.recorder import Exchange, masked
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator

FILTERS = ("after", "before", "limit", "realm", "client_id", "kind", "search", "refused")
_LIMIT, _MOST = 50, 500
_AT_ONCE = 300
"""Exchanges that are grouped while others wait; more are grouped in a thread."""


def listed(emulator: Emulator, wanted: Mapping[str, str], answers: Answers | None = None) -> dict[str, Any]:
    """The flows, newest first; ``wanted`` has members of ``FILTERS``, all texts. Raises ControlError.

    ``after`` is the number of an exchange: flows that have a later one. ``before`` is the id of a flow: those that began earlier.
    ``search`` is a text that one of their exchanges has anywhere, ``refused`` is ``true``. The answer has ``flows``, ``last`` (the number
    of the last exchange), ``kept`` (how many exchanges there are), ``count`` (how many flows), ``more`` and ``now``.
    """
    for name in wanted:
        if name not in FILTERS:
            raise ControlError(_common.unknown("filter", name, FILTERS))
    after, before, limit = (_number(wanted, name) for name in ("after", "before", "limit"))
    ask = answers if answers is not None else AtOnce()
    flows = _up_to_date(emulator, ask)
    newest = iter(flows.changed_after(after)) if after else flows.newest_first()
    candidates = (flow for flow in newest if _is_wanted(flow, wanted, before))
    most = min(limit or _LIMIT, _MOST)
    search = wanted.get("search", "").lower()
    if search:
        # The steps are copied: more may be noted while the thread searches.
        rows = [(flow, tuple(flow.steps)) for flow in candidates]
        chosen = ask.ask("search", lambda: _searched(rows, search, most + 1), own_thread=True)
    else:
        chosen = list(islice(candidates, most + 1))
    return {
        "flows": [flow.document() for flow in chosen[:most]], "more": len(chosen) > most, "last": flows.last,
        "kept": len(emulator.recorder), "count": len(flows), "now": emulator.clock.now(),
    }  # fmt: skip


def _up_to_date(emulator: Emulator, ask: Answers) -> Flows:
    recorder = emulator.recorder
    flows = recorder.flows
    behind = recorder.since(flows.last if flows is not None else 0)
    if flows is None and len(behind) > _AT_ONCE:
        flows = ask.ask("flows", lambda: Flows.of(behind), own_thread=True)
        behind = recorder.since(flows.last)
    flows = recorder.flows = flows if flows is not None else Flows()
    flows.take(behind)
    flows.forget_before(recorder.first)
    return flows


def _is_wanted(flow: Flow, wanted: Mapping[str, str], before: int) -> bool:
    if before and flow.id >= before:
        return False
    if any(wanted.get(name) not in (None, "", getattr(flow, name)) for name in ("realm", "client_id", "kind")):
        return False
    return wanted.get("refused") != "true" or any(step.outcome == flow_steps.REFUSED for step in flow.steps)


def _searched(rows: list[tuple[Flow, tuple[Step, ...]]], search: str, most: int) -> list[Flow]:
    """The first flows that have the text somewhere."""
    matching = (flow for flow, steps in rows if any(_has(step.exchange, search) for step in steps))
    return list(islice(matching, most))


def _has(exchange: Exchange, search: str) -> bool:
    """Whether a text is anywhere in an exchange, its decoded tokens among it."""
    return search in json_text(masked(exchange).as_json()).decode().lower()


def _number(wanted: Mapping[str, str], name: str) -> int:
    text = wanted.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ControlError(f"{name} is a number")
    return int(text)


def index(call: Call) -> Response:
    """The last exchanges by what belongs together, newest first.

    ``search`` looks for a text in all of each; ``after`` (an exchange) gives what has changed since, ``before`` (a flow) the next page.
    """
    try:
        return _common.answer(listed(call.emulator, dict(call.query), call.answers))
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [Route("GET", "/_emulator/flows", index)]
