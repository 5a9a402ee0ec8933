"""Client registration with the metadata of a SAML service provider."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.registration import entity_descriptor
from emulator.registration_api import service
from emulator.registration_api.providers import RegistrationProvider
from emulator.registration_api.service import Attempt
from emulator.web.response import Response


def create(attempt: Attempt) -> Response:
    """A new client of the protocol ``saml``."""
    try:
        given = entity_descriptor.representation(attempt.call.body)
    except entity_descriptor.Unreadable as error:
        raise AdminError(400, {"error": str(error)}) from error
    return service.created(attempt, given)


REGISTRATION_PROVIDER = RegistrationProvider(
    "saml2-entity-descriptor", collection={"POST": create}, client={}, consumes="application/xml", allow="HEAD, POST, OPTIONS", preflight=""
)
