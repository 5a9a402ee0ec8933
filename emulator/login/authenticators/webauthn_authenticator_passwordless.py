"""A passkey in place of a password: it may also say who the user is."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey
from emulator.login.outcome import FlowError, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has such a passkey."""
    return bool(passkeys.credentials(user, passkeys.PASSWORDLESS))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for it, be the user known or not; who is known and has none is refused."""
    if attempt.user is not None and not configured_for(attempt, attempt.user):
        raise FlowError(Text("credentialSetupRequired"), reason=f"the user has nothing for {execution.provider}")
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
    configured_for=configured_for,
)
