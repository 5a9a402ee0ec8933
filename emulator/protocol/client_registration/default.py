"""Client registration with Keycloak's own ClientRepresentation."""

from __future__ import annotations

from urllib.parse import quote

from emulator.protocol.client_registration import _service as service
from emulator.protocol.client_registration._service import Attempt
from emulator.realm import request_body
from emulator.realm.views import Client
from emulator.registration import validation
from emulator.web import events
from emulator.web.response import JSON, Response, json_response

CONSUMES = JSON
ALLOW = "HEAD, DELETE, POST, GET, OPTIONS, PUT"
PREFLIGHT = ""


def create(attempt: Attempt) -> Response:
    """A new client."""
    given = request_body.parse(attempt.call.body, "ClientRepresentation")
    client, token = service.create(attempt, given)
    shown = service.representation(attempt, client, token)
    _valid(attempt, client)
    call = attempt.call
    place = f"{call.base}/realms/{quote(call.realm.realm.name, safe='')}/clients-registrations/{attempt.endpoint}"
    return json_response(shown, 201, [("Location", f"{place}/{quote(client.client_id)}")], charset=True)


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
    _valid(attempt, client)
    return json_response(shown, charset=True)


def delete(attempt: Attempt) -> Response:
    """Deletes the client."""
    service.remove(attempt)
    return Response(204)


def _valid(attempt: Attempt, client: Client) -> None:
    validation.check(attempt.call.realm, client, attempt.outside)
    events.note(attempt.call, client=client)
    events.succeed(attempt.call)


COLLECTION = {"POST": create}
CLIENT = {"GET": read, "PUT": update, "DELETE": delete}
