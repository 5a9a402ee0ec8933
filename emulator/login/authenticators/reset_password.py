"""Forgotten password, last step: the user has to choose a new one."""

from __future__ import annotations

from emulator.login import person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Requires a new password, but where it stands among alternatives, as observed."""
    if execution.requirement == "REQUIRED":
        attempt.require("UPDATE_PASSWORD")
    person.used(attempt, "password")
    return None


AUTHENTICATOR = Authenticator("reset-password", requires_user=True, authenticate=authenticate)
