"""Detect Existing Broker User: only who has an account already may log in by the provider."""

from __future__ import annotations

from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome, Restart
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

_TOLD = "DetectExistingBrokerUser"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success where an account with the name or address is there."""
    identity = brokered.identity_of(attempt)
    if not brokered.username(attempt, identity):
        attempt.set_note(brokered.REVIEW, "true")
        return Restart()
    existing = brokered.duplicate(attempt, identity)
    if not existing:
        attempt.log.append(f"nobody has the name or address of '{identity.username}'")
        attempt.events.append(("LOGIN", "user_not_found", {"authenticator": _TOLD, "auth_method": None, "auth_type": None}))
        text = Text("federatedIdentityUnavailableMessage", identity.username, identity.alias)
        return Challenge("error", {"message": text}, status=401)
    attempt.set_note(brokered.EXISTING, existing)
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """It has no page."""
    return authenticate(attempt, execution)


AUTHENTICATOR = Authenticator("idp-detect-existing-broker-user", authenticate=authenticate, action=action)
