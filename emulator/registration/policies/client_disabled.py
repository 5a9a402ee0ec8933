"""New clients are disabled until an administrator enables them."""

from __future__ import annotations

from typing import Any

from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.state.store import RealmTables


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """None."""
    return []


def after_register(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The client, disabled."""
    return {**document, "enabled": False}


def before_update(request: Request) -> None:
    """A client cannot enable itself."""
    if request.client is not None and not request.client.enabled and request.representation.get("enabled"):
        raise Rejected("Not permitted to enable client")


REGISTRATION_POLICY = RegistrationPolicy(
    "client-disabled",
    help="Registered clients are disabled until an administrator enables them.",
    properties=properties,
    before_update=before_update,
    after_register=after_register,
)
