"""New clients ask for consent, and cannot stop doing so."""

from __future__ import annotations

from typing import Any

from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.state.store import RealmTables


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """None."""
    return []


def after_register(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The client, asking for consent."""
    return {**document, "consentRequired": True}


def before_update(request: Request) -> None:
    """A client that asks for consent goes on doing so."""
    if request.client is not None and request.client.consent_required and request.representation.get("consentRequired") is False:
        raise Rejected("Not permitted to update consentRequired to false")


REGISTRATION_POLICY = RegistrationPolicy(
    "consent-required",
    help="Registered clients always ask for consent.",
    properties=properties,
    before_update=before_update,
    after_register=after_register,
)
