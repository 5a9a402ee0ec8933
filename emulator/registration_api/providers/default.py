"""Client registration with Keycloak's own ClientRepresentation."""

from __future__ import annotations

from emulator.registration_api import service
from emulator.registration_api.service import Attempt
from emulator.web import events, request_body
from emulator.web.response import JSON, Response, json_response

CONSUMES = JSON
ALLOW = "HEAD, DELETE, POST, GET, OPTIONS, PUT"
PREFLIGHT = ""


def create(attempt: Attempt) -> Response:
    """A new client."""
    given = request_body.parse(attempt.call.body, "ClientRepresentation")
    return service.created(attempt, given)


def read(attempt: Attempt) -> Response:
    """The client."""
    client, token = service.view(attempt)
    events.note(attempt.call, client=client)
    events.succeed(attempt.call)
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


COLLECTION = {"POST": create}
CLIENT = {"GET": read, "PUT": update, "DELETE": delete}
