"""The page that asks for the user name, and what comes of the name: for the form, and for organizations."""

from __future__ import annotations

from emulator.login import person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import _passkey
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "login_username"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The empty form; nothing to ask when the user is known."""
    if attempt.user is not None:
        return None
    hint = attempt.parameter("login_hint")
    return Challenge(PAGE, person.login_page(attempt, username=hint or attempt.remembered, remember_me=bool(attempt.remembered)))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the user that was named; ``cancel`` ends the login."""
    if "cancel" in attempt.form:
        return Refused("access_denied")
    if _passkey.is_posted(attempt):
        return _passkey.instead(attempt, person.refused_passkey(attempt, PAGE))
    by_email = attempt.context.realm.login_with_email
    named = person.find(attempt, PAGE, Text("invalidUsernameOrEmailMessage" if by_email else "invalidUsernameMessage"))
    if isinstance(named, Challenge):
        return named
    stopped = person.blocked(attempt, named, PAGE)
    if stopped is not None:
        return stopped
    person.remember(attempt)
    attempt.user = named
    return None
