"""A passkey in place of a password, to be registered."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.required_actions import _passkey

REQUIRED_ACTION_PROVIDER = _passkey.provider("webauthn-register-passwordless", passkeys.PASSWORDLESS)
