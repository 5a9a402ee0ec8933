"""The form with user name and password; only the password when the user is known already."""

from __future__ import annotations

from emulator.login import person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "login"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The empty form, with the user name that the request or the remember-me cookie suggests."""
    if attempt.user is not None:
        return Challenge(PAGE, person.login_page(attempt))
    hint = attempt.parameter("login_hint")
    values = person.login_page(attempt, username=hint or attempt.remembered, remember_me=bool(attempt.remembered))
    return Challenge(PAGE, values)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with a user whose password was posted; ``cancel`` ends the login."""
    if "cancel" in attempt.form:
        return Refused("access_denied")
    if _passkey.is_posted(attempt):
        return _passkey.instead(attempt, person.refused_passkey(attempt, PAGE))
    known = attempt.user
    if known is not None:
        outcome = person.check_password(attempt, known, PAGE, "password")
        user = known
    else:
        named = person.find(attempt, PAGE)
        if isinstance(named, Challenge):
            return named
        user = named
        outcome = person.check_password(attempt, user, PAGE, "username")
    if outcome is not None:
        return outcome
    if known is None:
        person.remember(attempt)
    attempt.user = user
    person.used(attempt, "password")
    return None


AUTHENTICATOR = Authenticator(
    "auth-username-password-form",
    title=Text("auth-username-password-form-display-name"),
    help=Text("auth-username-password-form-help-text"),
    authenticate=authenticate,
    action=action,
)
