"""A passkey in place of a password: it may also say who the user is."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for it."""
    return _passkey.page(attempt, passkeys.PASSWORDLESS)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with a signature of one of the user's keys."""
    return _passkey.action(attempt, execution.id, passkeys.PASSWORDLESS)


AUTHENTICATOR = Authenticator(
    "webauthn-authenticator-passwordless",
    setup="webauthn-register-passwordless",
    credential="webauthn-passwordless",
    title=Text("webauthn-passwordless-display-name"),
    help=Text("webauthn-passwordless-help-text"),
    authenticate=authenticate,
    action=action,
)
