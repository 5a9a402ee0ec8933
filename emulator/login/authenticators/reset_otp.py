"""Forgotten password: a user with an authenticator sets up a new one."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _otp
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has an authenticator."""
    return bool(_otp.credentials(user))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Removes the authenticators and requires a new one."""
    user = attempt.known_user()
    attempt.update_user(credentials=[one for one in user.credentials if one.get("type") != "otp"])
    attempt.require("CONFIGURE_TOTP")
    return None


AUTHENTICATOR = Authenticator(
    "reset-otp", requires_user=True, setup="CONFIGURE_TOTP", authenticate=authenticate, configured_for=configured_for
)
