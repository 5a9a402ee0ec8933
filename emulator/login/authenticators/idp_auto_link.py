"""Automatically Set Existing User: the account that was found is linked without a question."""

from __future__ import annotations

from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with the account."""
    found = brokered.existing(attempt)
    if found is None:
        return Attempted()
    attempt.user = found
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """It has no page."""
    return authenticate(attempt, execution)


AUTHENTICATOR = Authenticator("idp-auto-link", authenticate=authenticate, action=action, is_configured=False)
