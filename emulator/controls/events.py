"""What happened in a realm, whether it keeps its events or not: of its users (``event``), of its administrators (``admin-event``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.testing import happened
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator

_FILTERS = ("kind", "type")


def of_realm(emulator: Emulator, realm: str, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The last events of a realm (of all, where it is empty), oldest first, by ``kind`` and ``type``; raises ControlError."""
    for name in wanted:
        if name not in _FILTERS:
            raise ControlError(_common.unknown("filter", name, _FILTERS))
    kind = wanted.get("kind", "")
    if kind and kind not in happened.KINDS:
        raise ControlError(_common.unknown("kind", kind, happened.KINDS))
    remembered = emulator.audience.happened
    return remembered.documents(realm, kind, wanted.get("type", "")) if remembered is not None else []


def index(call: Call) -> Response:
    """The last events, oldest first: the documents that webhooks are told; ``kind`` and ``type`` choose, ``limit`` the newest so many."""
    realm = _common.context_of(call).realm.name
    wanted = dict(call.query)
    limit = wanted.pop("limit", "0")
    try:
        if not (limit.isascii() and limit.isdigit()):
            raise ControlError("limit is a number of events")
        return _common.answer(of_realm(call.emulator, realm, wanted)[-int(limit[:9]) :])
    except ControlError as error:
        raise _common.refused(error) from error


def clear(call: Call) -> Response:
    """Forgets them; what the realm keeps itself stays."""
    realm = _common.context_of(call).realm.name
    if call.emulator.audience.happened is not None:
        call.emulator.audience.happened.clear(realm)
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/realms/{name}/events", index),
    Route("DELETE", "/_emulator/realms/{name}/events", clear),
]
