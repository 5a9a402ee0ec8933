"""RSA signing keys from the component's config."""

from __future__ import annotations

from emulator.keys.providers import _rsa

KEY_PROVIDER = _rsa.configured("rsa", "SIG")
