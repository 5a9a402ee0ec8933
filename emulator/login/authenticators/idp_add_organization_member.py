"""Organization Member Onboard: who logs in by an organization's own provider becomes its member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User
from emulator.state import organizations as stored
from emulator.tokens import organizations


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the provider is an organization's that the user is no member of."""
    return _organization(attempt, user) is not None


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Adds the member."""
    user = attempt.known_user()
    found = _organization(attempt, user)
    if found is None:
        return Attempted()
    stored.join(attempt.context.tables, found, user, "MANAGED")
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """It has no page."""
    return authenticate(attempt, execution)


def _organization(attempt: Attempt, user: User) -> Mapping[str, Any] | None:
    tables = attempt.context.tables
    if not organizations.every(tables) or not attempt.note(brokered.CONTEXT):
        return None
    alias = brokered.identity_of(attempt).alias
    joined = organizations.of_user(tables, user)
    for one in organizations.every(tables):
        if one not in joined and any(provider.get("alias") == alias for provider in one.get("identityProviders") or ()):
            return one
    return None


AUTHENTICATOR = Authenticator(
    "idp-add-organization-member", requires_user=True, authenticate=authenticate, action=action, configured_for=configured_for
)
