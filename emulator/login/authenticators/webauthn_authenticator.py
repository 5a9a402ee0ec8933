"""A passkey as a second factor."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has such a passkey."""
    return bool(passkeys.credentials(user, passkeys.TWO_FACTOR))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for it."""
    return _passkey.page(attempt, passkeys.TWO_FACTOR)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with a signature of one of the user's keys."""
    return _passkey.action(attempt, execution.id, passkeys.TWO_FACTOR)


AUTHENTICATOR = Authenticator(
    "webauthn-authenticator",
    requires_user=True,
    setup="webauthn-register",
    credential="webauthn",
    title=Text("webauthn-display-name"),
    help=Text("webauthn-help-text"),
    authenticate=authenticate,
    action=action,
    configured_for=configured_for,
)
