"""A passkey as a second factor, to be registered."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.attempt import Attempt
from emulator.login.outcome import Outcome
from emulator.login.required_actions import RequiredActionProvider, _passkey


def challenge(attempt: Attempt) -> Outcome:
    """The page that asks the browser for a key."""
    return _passkey.challenge(attempt, passkeys.TWO_FACTOR)


def process(attempt: Attempt) -> Outcome:
    """Stores the key that the browser brings."""
    return _passkey.process(attempt, passkeys.TWO_FACTOR)


def credential(attempt: Attempt) -> str:
    """The type of credential."""
    return passkeys.TWO_FACTOR


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("webauthn-register", challenge=challenge, process=process, credential=credential)
