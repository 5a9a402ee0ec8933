"""New clients have no full scope: they get roles by scope mappings only."""

from __future__ import annotations

from typing import Any

from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.state.store import RealmTables


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """None."""
    return []


def after_register(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The client without full scope."""
    return {**document, "fullScopeAllowed": False}


def before_update(request: Request) -> None:
    """A client cannot give itself full scope."""
    if request.client is not None and not request.client.full_scope_allowed and request.representation.get("fullScopeAllowed"):
        raise Rejected("Not permitted to enable fullScopeAllowed")


REGISTRATION_POLICY = RegistrationPolicy(
    "scope",
    help="Registered clients do not get every role of their users: full scope is off.",
    properties=properties,
    before_update=before_update,
    after_register=after_register,
)
