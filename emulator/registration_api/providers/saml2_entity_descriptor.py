"""Client registration with the metadata of a SAML service provider."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.errors import AdminError
from emulator.registration import entity_descriptor
from emulator.registration_api import service
from emulator.registration_api.service import Attempt
from emulator.web.response import Response

CONSUMES = "application/xml"
ALLOW = "HEAD, POST, OPTIONS"
PREFLIGHT = ""


def create(attempt: Attempt) -> Response:
    """A new client of the protocol ``saml``."""
    try:
        given = entity_descriptor.representation(attempt.call.body)
    except entity_descriptor.Unreadable as error:
        raise AdminError(400, {"error": str(error)}) from error
    return service.created(attempt, given)


COLLECTION = {"POST": create}
CLIENT: dict[str, Callable[[Attempt], Response]] = {}
