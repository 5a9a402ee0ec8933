"""A token explained: who made each claim, where each role comes from, and what keeps the others out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.login import sessions
from emulator.tokens.explain import report
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

MEMBERS = ("token",)


def explain(context: Context, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """See ``emulator.tokens.explain.report``; ``wanted`` has the ``token``. Raises ControlError for a text that is none."""
    token = _common.text(wanted, "token")
    if not token.strip():
        raise ControlError("say which token: its text, as it was issued")
    try:
        return report.explain(context, token, lambda identifier, offline: sessions.find(context, identifier, offline))
    except report.NotExplained as error:
        raise ControlError(str(error)) from error


def create(call: Call) -> Response:
    """A token of the realm explained claim by claim: which mapper made it, which role comes from where, what is missing and why."""
    context = _common.context_of(call)
    wanted = _common.document(call, MEMBERS)
    try:
        return _common.answer(explain(context, wanted))
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [Route("POST", "/_emulator/realms/{name}/tokens/explain", create)]
