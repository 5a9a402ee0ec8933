"""One-time passwords (RFC 4226, RFC 6238) as Keycloak's credentials of the type ``otp`` describe them."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any, Self

from emulator.core.dataclass import dataclass
from emulator.realm.gates import credential_data
from emulator.realm.refusal import broken
from emulator.realm.scalars import convert

_HASHES = {"HmacSHA1": "SHA1", "HmacSHA256": "SHA256", "HmacSHA512": "SHA512"}
_FEWEST_DIGITS = 6
_MOST_DIGITS = 8


def matching_step(code: str, credential: Mapping[str, Any], now: int, window: int) -> int | None:
    """The counter, or time step, whose code is ``code``; None when none within the window is.

    ``credential`` is a CredentialRepresentation with ``secretData`` and ``credentialData``, ``now`` epoch seconds. A time-based code may
    be ``window`` steps early or late, a counter-based one ``window`` ahead. Raises AdminError, Keycloak's 500, for a credential that no
    code can be computed of.
    """
    data = _data(credential)
    kind = data.get("subType")
    if kind not in ("hotp", "totp"):
        return None
    if kind == "hotp":
        first = _number(data, "counter")
        last = first + window
    else:
        here = now // _period(data)
        first, last = here - window, here + window
    key = _Key.of(credential, data)
    return next(
        (step for step in range(max(first, 0), last + 1) if hmac.compare_digest(key.code(step), code.encode("utf-8", "replace"))), None
    )


def code_at(credential: Mapping[str, Any], now: int) -> str:
    """The code of a time-based credential at ``now`` (epoch seconds); raises as ``matching_step`` does."""
    data = _data(credential)
    return _Key.of(credential, data).code(now // _period(data)).decode()


def subtype(credential: Mapping[str, Any]) -> str:
    """``totp`` or ``hotp``, or what else the credential says."""
    return str(_data(credential).get("subType") or "")


def counted(credential: Mapping[str, Any], counter: int) -> dict[str, Any]:
    """The credential at another place of its counter."""
    return {**credential, "credentialData": json.dumps({**_data(credential), "counter": counter})}


def base32(secret: str) -> str:
    """The secret as people type it into an authenticator."""
    return base64.b32encode(secret.encode()).decode().rstrip("=")


def _data(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    data = credential_data.mapping(credential.get("credentialData"))
    if data is None:
        raise broken("a one-time code's credential has no data")
    return data


def _number(data: Mapping[str, Any], name: str) -> int:
    return int(convert(data.get(name), "integer") or 0)


def _period(data: Mapping[str, Any]) -> int:
    period = _number(data, "period")
    if not period:
        raise broken("a one-time code is for no time at all")
    return period


@dataclass(frozen=True, slots=True)
class _Key:
    """A secret with how codes are made of it."""

    secret: bytes
    digits: int
    algorithm: str

    @classmethod
    def of(cls, credential: Mapping[str, Any], data: Mapping[str, Any]) -> Self:
        """What the credential says; raises AdminError where that makes no codes."""
        value = (credential_data.mapping(credential.get("secretData")) or {}).get("value")
        encoding, digits, algorithm = data.get("secretEncoding"), _number(data, "digits"), str(data.get("algorithm"))
        if not value or encoding not in (None, "BASE32") or algorithm not in _HASHES or not 0 <= digits <= _MOST_DIGITS:
            raise broken("no code can be computed of a credential for one-time codes")
        text = str(value)
        return cls(_unbase32(text) if encoding else text.encode(), digits, algorithm)

    def code(self, step: int) -> bytes:
        """The code of a step. The library makes six digits and more; fewer are the last ones of these, as RFC 4226 section 5.3 has it."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.twofactor.hotp import HOTP

        hotp = HOTP(self.secret, max(self.digits, _FEWEST_DIGITS), getattr(hashes, _HASHES[self.algorithm])(), enforce_key_length=False)
        return hotp.generate(step)[-self.digits :] if self.digits else b"0"


def _unbase32(text: str) -> bytes:
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return b""
