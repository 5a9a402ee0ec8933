"""What a description of a client would be as a ClientRepresentation; nothing is stored."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.registration import descriptions
from emulator.web.response import Response, json_response


def convert(admin: AdminCall) -> Response:
    """The client of the body, whatever its content type says."""
    return json_response(descriptions.client(admin.call.body.decode("utf-8", "replace")), charset=True)


ROUTES = [route("POST", "/client-description-converter", convert, "manage-clients", media="")]
