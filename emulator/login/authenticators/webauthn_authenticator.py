"""A passkey as a second factor."""

from __future__ import annotations

from emulator.login import passkeys
from emulator.login.authenticators import _passkey

AUTHENTICATOR = _passkey.authenticator("webauthn-authenticator", passkeys.TWO_FACTOR, setup="webauthn-register", requires_user=True)
