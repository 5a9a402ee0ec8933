"""The adapter configuration of a client, for the client itself."""

from __future__ import annotations

from emulator.context import events
from emulator.registration import adapter_config
from emulator.registration_api import service
from emulator.registration_api.providers import RegistrationProvider
from emulator.registration_api.service import Attempt
from emulator.web.response import JSON, Response, json_response


def read(attempt: Attempt) -> Response:
    """``keycloak.json``: for a public client without any credentials, for others with a token or the client's own."""
    client, _ = service.view(attempt, public_too=True)
    events.note(attempt.call.context, client=client)
    events.succeed(attempt.call.context)
    return json_response(adapter_config.of(attempt.call.tables, client, attempt.call.base), charset=True)


REGISTRATION_PROVIDER = RegistrationProvider(
    "install", collection={}, client={"GET": read}, consumes=JSON, allow="HEAD, GET, OPTIONS", preflight=""
)
