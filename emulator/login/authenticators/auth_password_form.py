"""The form that asks a known user for the password."""

from __future__ import annotations

from emulator.login import passkeys, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "login_password"
_INVALID = Text("invalidPasswordMessage")


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has a password, or a passkey that is taken for it."""
    kinds = {str(one.get("type")) for one in user.credentials}
    return "password" in kinds or _is_spared(attempt) or (passkeys.are_on_login_pages(attempt) and passkeys.PASSWORDLESS in kinds)


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form, also for a password that was given before: a second level asks for it again. A passkey in its place is enough."""
    if _is_spared(attempt):
        return None
    return Challenge(PAGE, person.login_page(attempt))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the user's password; ``cancel`` ends the login."""
    if "cancel" in attempt.form:
        return Refused("access_denied")
    if _passkey.is_posted(attempt):
        return _passkey.instead(attempt, person.refused_passkey(attempt, PAGE))
    user = attempt.known_user()
    outcome = person.check_password(attempt, user, PAGE, "password", _INVALID)
    if outcome is None:
        person.used(attempt, "password")
    return outcome


def _is_spared(attempt: Attempt) -> bool:
    return passkeys.PASSWORDLESS in attempt.note("credentials used").split()


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
