"""A call and its answer as the testing room sees them, which knows no HTTP server: for faults, the recorder and webhooks."""

from __future__ import annotations

from dataclasses import replace

from emulator.realm.api_tokens import are_enabled
from emulator.testing import faults, recorder
from emulator.testing.recorder import Exchange
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.world.emulator import Emulator


def fault_of(call: Call) -> faults.Fault | None:
    """The fault that the call meets, which counts it."""

    def client_id() -> str:
        asked = call.query.get("client_id") or call.form.get("client_id")
        return recorder.client_of(asked, call.headers.get("authorization", ""))

    return call.emulator.faults.find(faults.Request(call.method, call.request.scope["path"], client_id))


def instead(fault: faults.Fault) -> Response | None:
    """The answer that a fault puts in the place of the real one; None when the real one is wanted."""
    answer = fault.instead()
    return None if answer is None else Response(answer.status, answer.media_type, answer.body, answer.headers)


def changed(fault: faults.Fault, response: Response) -> Response:
    """The real answer with what the fault changes in it."""
    answer = fault.changed(faults.Answer(response.status, response.media_type, response.body, response.headers))
    return replace(response, body=answer.body, headers=answer.headers)


def note(call: Call, response: Response, milliseconds: float) -> None:
    """Keeps the finished exchange, and tells the webhooks that ask for requests."""
    emulator: Emulator = call.emulator
    path = call.request.scope["path"]
    exchange = Exchange(
        time=emulator.clock.now(),
        method=call.method,
        path=path,
        query=call.request.scope["query_string"].decode("latin-1"),
        headers=call.headers,
        body=call.body,
        status=response.status,
        answer_headers=tuple(response.headers),
        answer=response.body,
        reason="; ".join(call.log),
        error=call.outbox.failed,
        milliseconds=milliseconds,
        realm=call.tables.realm.name if call.in_realm else recorder.realm_of(path),
    )
    exchange = emulator.recorder.note(exchange, secret=call.in_realm and are_enabled(call.tables.realm))
    if emulator.webhooks.hooks:
        emulator.webhooks.tell("request", exchange.realm, recorder.masked(exchange).as_json())
