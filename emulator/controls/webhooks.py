"""Who is told of requests and events as they happen; what a webhook may say is told by ``emulator.testing.webhooks.Webhook``."""

from __future__ import annotations

from emulator.controls import _common
from emulator.testing import webhooks
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route


def index(call: Call) -> Response:
    """The webhooks, how much each was sent, and why something did not arrive."""
    return _common.answer([hook.as_json() for hook in call.emulator.webhooks.hooks])


def create(call: Call) -> Response:
    """Tells a URL of requests and events from now on; 201 with its ``id``."""
    try:
        hook = webhooks.parse(_common.document(call, ("url", "kinds", "realm")))
    except webhooks.WebhookError as error:
        raise _common.refused(error) from error
    return json_response(call.emulator.webhooks.add(hook).as_json(), 201)


def delete(call: Call) -> Response:
    """Tells one no more."""
    return _common.taken_away(call, "webhook", call.emulator.webhooks.remove)


def clear(call: Call) -> Response:
    """Tells nobody any more."""
    call.emulator.webhooks.clear()
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/webhooks", index),
    Route("POST", "/_emulator/webhooks", create),
    Route("DELETE", "/_emulator/webhooks", clear),
    Route("DELETE", "/_emulator/webhooks/{id}", delete),
]
