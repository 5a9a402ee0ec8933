"""The form that asks a known user for the password."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _person
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "login_password"


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has a password."""
    return any(one.get("type") == "password" for one in user.credentials)


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form, also for a password that was given before: a second level asks for it again."""
    return Challenge(PAGE, _person.login_page(attempt))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the user's password; ``cancel`` ends the login."""
    if "cancel" in attempt.form:
        return Refused("access_denied")
    user = attempt.known_user()
    outcome = _person.check_password(attempt, user, PAGE, "password", Text("invalidPasswordMessage"))
    if outcome is None:
        _person.used(attempt, "password")
    return outcome


AUTHENTICATOR = Authenticator(
    "auth-password-form",
    requires_user=True,
    credential="password",
    title=Text("password-display-name"),
    help=Text("password-help-text"),
    authenticate=authenticate,
    action=action,
    configured_for=configured_for,
)
