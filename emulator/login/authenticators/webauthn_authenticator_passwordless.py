"""A passkey in place of a password: it may also say who the user is."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.authenticators import _passkey
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution

CREDENTIAL = "webauthn-passwordless"
SETUP = "webauthn-register-passwordless"
TITLE = "webauthn-passwordless-display-name"
HELP = "webauthn-passwordless-help-text"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for it."""
    return _passkey.page(attempt, passkeys.PASSWORDLESS)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with a signature of one of the user's keys."""
    return _passkey.action(attempt, execution.id, passkeys.PASSWORDLESS)
