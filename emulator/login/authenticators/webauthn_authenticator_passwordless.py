"""A passkey in place of a password: it may also say who the user is."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.authenticators import _passkey

AUTHENTICATOR = _passkey.authenticator(
    "webauthn-authenticator-passwordless", passkeys.PASSWORDLESS, setup="webauthn-register-passwordless", requires_user=False
)
