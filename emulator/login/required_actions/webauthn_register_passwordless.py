"""A passkey in place of a password, to be registered."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.outcome import Outcome
from emulator.login.required_actions import RequiredActionProvider, _passkey


def challenge(attempt: Attempt) -> Outcome:
    """The page that asks the browser for a key."""
    return _passkey.challenge(attempt, passkeys.PASSWORDLESS)


def process(attempt: Attempt) -> Outcome:
    """Stores the key that the browser brings."""
    return _passkey.process(attempt, passkeys.PASSWORDLESS)


def credential(attempt: Attempt) -> str:
    """The type of credential."""
    return passkeys.PASSWORDLESS


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(
    "webauthn-register-passwordless", challenge=challenge, process=process, credential=credential
)
