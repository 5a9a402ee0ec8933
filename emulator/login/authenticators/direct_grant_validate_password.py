"""Password of the direct grant."""

from __future__ import annotations

from emulator.login import direct_grant, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Every user may have a password; a wrong one is told from none at all in the log only."""
    return True


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with the user's password; raises OAuthError."""
    direct_grant.check_password(attempt.context, attempt.passwords, attempt.known_user(), attempt.form.get("password"))
    person.used(attempt, "password")
    return None


AUTHENTICATOR = Authenticator(
    "direct-grant-validate-password", requires_user=True, authenticate=authenticate, configured_for=configured_for
)
