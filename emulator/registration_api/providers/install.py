"""The adapter configuration of a client, for the client itself."""

from __future__ import annotations

from collections.abc import Callable

from emulator.registration import adapter_config
from emulator.registration_api import service
from emulator.registration_api.service import Attempt
from emulator.web import events
from emulator.web.response import JSON, Response, json_response

CONSUMES = JSON
ALLOW = "HEAD, GET, OPTIONS"
PREFLIGHT = ""


def read(attempt: Attempt) -> Response:
    """``keycloak.json``: for a public client without any credentials, for others with a token or the client's own."""
    client, _ = service.view(attempt, public_too=True)
    events.note(attempt.call, client=client)
    events.succeed(attempt.call)
    return json_response(adapter_config.of(attempt.call.realm, client, attempt.call.base), charset=True)


COLLECTION: dict[str, Callable[[Attempt], Response]] = {}
CLIENT = {"GET": read}
