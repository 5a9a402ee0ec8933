"""Kerberos: the emulator has no key distribution centre, so no ticket is ever accepted."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Leaves it to the next alternative, as for a browser that sends no ticket."""
    return Attempted()


AUTHENTICATOR = Authenticator("auth-spnego", authenticate=authenticate)
