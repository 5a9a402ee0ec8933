"""One-time passwords (RFC 4226, RFC 6238) as Keycloak's credentials of the type ``otp`` describe them."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

_HASHES = {"HmacSHA1": "SHA1", "HmacSHA256": "SHA256", "HmacSHA512": "SHA512"}


def matching_step(code: str, credential: Mapping[str, Any], now: int, window: int) -> int | None:
    """The counter, or time step, whose code is ``code``; None when none within the window is.

    ``credential`` is a CredentialRepresentation with ``secretData`` and ``credentialData``, ``now`` epoch seconds. A time-based code may
    be ``window`` steps early or late, a counter-based one ``window`` ahead.
    """
    try:
        secret, data = _secret(credential), json.loads(credential.get("credentialData") or "{}")
        digits, period = int(data.get("digits") or 6), int(data.get("period") or 30)
    except (ValueError, TypeError, KeyError):
        return None
    if len(code) != digits or not code.isascii() or not code.isdigit():
        return None
    if data.get("subType") == "hotp":
        counter = int(data.get("counter") or 0)
        steps: Iterator[int] = iter(range(counter, counter + window + 1))
    else:
        here = now // period
        steps = iter(range(max(here - window, 0), here + window + 1))
    algorithm = str(data.get("algorithm") or "HmacSHA1")
    return next((step for step in steps if hmac.compare_digest(_code(secret, step, digits, algorithm), code)), None)


def code_at(credential: Mapping[str, Any], now: int) -> str:
    """The code of a time-based credential at ``now`` (epoch seconds)."""
    data = json.loads(credential.get("credentialData") or "{}")
    step = now // int(data.get("period") or 30)
    return _code(_secret(credential), step, int(data.get("digits") or 6), str(data.get("algorithm") or "HmacSHA1"))


def base32(secret: str) -> str:
    """The secret as people type it into an authenticator."""
    return base64.b32encode(secret.encode()).decode().rstrip("=")


def _secret(credential: Mapping[str, Any]) -> bytes:
    stored = json.loads(credential.get("secretData") or "{}")
    data = json.loads(credential.get("credentialData") or "{}")
    value = str(stored["value"])
    if data.get("secretEncoding") == "BASE32":
        return base64.b32decode(value + "=" * (-len(value) % 8))
    return value.encode()


def _code(secret: bytes, step: int, digits: int, algorithm: str) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.twofactor.hotp import HOTP

    kind = getattr(hashes, _HASHES.get(algorithm, "SHA1"))()
    return HOTP(secret, digits, kind, enforce_key_length=False).generate(step).decode()
