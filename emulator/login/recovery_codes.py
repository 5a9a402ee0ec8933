"""Recovery codes of a user: made twelve at a time, each good for one login, asked for in their order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.login.attempt import Attempt
from emulator.realm.views import User

KIND = "recovery-authn-codes"
COUNT = 12
STEP = "auth-recovery-authn-code-form"
"""The authenticator that asks for them."""
_HASHES = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_ALGORITHM = "SHA-512"


def credential(user: User) -> Mapping[str, Any] | None:
    """The user's codes, if there are any left."""
    return next((one for one in user.credentials if one.get("type") == KIND), None)


def next_number(found: Mapping[str, Any]) -> int:
    """Which code is asked for, counted from 1; 0 when none is left."""
    codes = _codes(found)
    return int(codes[0].get("number") or 0) if codes else 0


def matches(found: Mapping[str, Any], code: str) -> bool:
    """Whether it is the code that is asked for, as it was given out: without dashes, in capitals."""
    codes = _codes(found)
    if not codes or not code:
        return False
    algorithm = str(_loaded(found.get("credentialData")).get("algorithm") or _ALGORITHM)
    return hmac.compare_digest(str(codes[0].get("encodedHashedValue") or ""), _hashed(code, algorithm))


def without_next(found: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The credential after its next code was used; None when that was the last."""
    codes = _codes(found)[1:]
    data = {**_loaded(found.get("credentialData")), "remainingCodes": len(codes)}
    return {**found, "secretData": _dumped({"codes": codes}), "credentialData": _dumped(data)} if codes else None


def made(attempt: Attempt, codes: Sequence[str], label: str, created: int) -> dict[str, Any]:
    """The credential for new codes; ``created`` in epoch milliseconds."""
    hashed = [{"number": number, "encodedHashedValue": _hashed(code, _ALGORITHM)} for number, code in enumerate(codes, 1)]
    data = {"algorithm": _ALGORITHM, "totalCodes": len(codes), "remainingCodes": len(codes)}
    return {
        "id": attempt.context.ids.uuid(),
        "type": KIND,
        "userLabel": label,
        "createdDate": created,
        "secretData": _dumped({"codes": hashed}),
        "credentialData": _dumped(data),
    }


def _codes(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    codes = _loaded(found.get("secretData")).get("codes")
    return [one for one in codes if isinstance(one, dict)] if isinstance(codes, list) else []


def _hashed(code: str, algorithm: str) -> str:
    return base64.b64encode(hashlib.new(_HASHES.get(algorithm, "sha512"), code.encode()).digest()).decode()


def _loaded(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _dumped(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"))
