"""Client registration with Keycloak's own ClientRepresentation."""

from __future__ import annotations

from emulator.context import events
from emulator.registration_api import service
from emulator.registration_api.providers import RegistrationProvider
from emulator.registration_api.service import Attempt
from emulator.web import request_body
from emulator.web.response import JSON, Response, json_response


def create(attempt: Attempt) -> Response:
    """A new client."""
    given = request_body.parse(attempt.call.body, "ClientRepresentation")
    return service.created(attempt, given)


def read(attempt: Attempt) -> Response:
    """The client."""
    client, token = service.view(attempt)
    events.note(attempt.call.context, client=client)
    events.succeed(attempt.call.context)
    return json_response(service.representation(attempt, client, token), charset=True)


def update(attempt: Attempt) -> Response:
    """Merges a representation into the client: what is absent stays."""
    given = request_body.parse(attempt.call.body, "ClientRepresentation")
    client, token = service.update(attempt, given)
    shown = service.representation(attempt, client, token)
    service.finish(attempt, client)
    return json_response(shown, charset=True)


def delete(attempt: Attempt) -> Response:
    """Deletes the client."""
    service.remove(attempt)
    return Response(204)


REGISTRATION_PROVIDER = RegistrationProvider(
    "default",
    collection={"POST": create},
    client={"GET": read, "PUT": update, "DELETE": delete},
    consumes=JSON,
    allow="HEAD, DELETE, POST, GET, OPTIONS, PUT",
    preflight="",
)
