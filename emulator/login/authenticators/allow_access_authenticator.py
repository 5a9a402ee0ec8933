"""Lets everyone through."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds."""
    return None


AUTHENTICATOR = Authenticator("allow-access-authenticator", authenticate=authenticate, is_configured=False)
