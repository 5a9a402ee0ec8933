"""Lets nobody through (``denyErrorMessage``)."""

from __future__ import annotations

from emulator.login import brute_force
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The error page."""
    text = Text(execution.config.get("denyErrorMessage") or "access-denied")
    if attempt.user is not None:
        brute_force.failed(attempt.context, attempt.user)
    attempt.log.append("deny-access-authenticator denies access")
    attempt.events.append(("LOGIN", "access_denied", {"user": "", "username": attempt.typed or None}))
    return Challenge("error", {"message": text}, status=401)


AUTHENTICATOR = Authenticator("deny-access-authenticator", authenticate=authenticate, is_configured=False)
