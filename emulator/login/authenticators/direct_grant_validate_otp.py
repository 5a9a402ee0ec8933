"""One-time code of the direct grant, in the parameter ``totp`` or ``otp``."""

from __future__ import annotations

from emulator.login import brute_force, direct_grant, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _otp
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has set up an authenticator."""
    return bool(_otp.credentials(user))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with a code of the user's; raises OAuthError."""
    user = attempt.known_user()
    code = attempt.form.get("otp", attempt.form.get("totp", ""))
    if not _otp.is_valid(attempt, user, code):
        brute_force.failed(attempt.context, user, brute_force.OTP)
        raise direct_grant.bad_credentials(
            f"{'the one-time code is wrong' if code else 'no one-time code was sent'} for user '{user.username}'"
        )
    person.used(attempt, brute_force.OTP)
    return None


AUTHENTICATOR = Authenticator("direct-grant-validate-otp", requires_user=True, authenticate=authenticate, configured_for=configured_for)
