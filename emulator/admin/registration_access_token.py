"""A client's registration access token, made anew by an administrator."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.registration import tokens
from emulator.web.response import Response, json_response

_MASK = "**********"


def create(admin: AdminCall) -> Response:
    """The client with a new token, its secret masked as in the event of the change; the token before is of no use any more."""
    document = admin.tables.clients.get(admin.call.parameters["client"])
    if document is None:
        raise AdminError(404, {"error": "Could not find client"})
    token = tokens.new_registration_access(admin.context, document["id"], tokens.AUTHENTICATED)
    shown = {**document, "registrationAccessToken": token, **({"secret": _MASK} if document.get("secret") else {})}
    admin.changed = shown
    return json_response(shown, charset=True)


ROUTES = [
    route("POST", "/clients/{client}/registration-access-token", create, "manage-clients", media="", event="CLIENT", operation="ACTION")
]
