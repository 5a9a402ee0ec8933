"""Credentials as exports before version 8 have them, made new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.realm.refusal import broken

_PASSWORDS = ("password", "password-history")
_CODES = ("totp", "hotp")


def modern(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The credential with ``secretData`` and ``credentialData`` in the place of hash, salt and numbers; others stay as they are.

    Raises AdminError (400) for an old one without its numbers, as Keycloak's import fails at it.
    """
    kind = credential.get("type")
    if credential.get("credentialData") is not None and credential.get("secretData") is not None:
        return dict(credential)
    if kind in _PASSWORDS:
        rounds = _number(credential, "hashIterations")
        data: dict[str, Any] = {"hashIterations": rounds, "algorithm": credential.get("algorithm"), "additionalParameters": {}}
        return _with(credential, kind, data, {"value": credential.get("hashedSaltedValue"), "salt": credential.get("salt")})
    if kind in _CODES:
        numbers = {name: _number(credential, name) for name in ("digits", "counter", "period")}
        data = {"subType": kind, **numbers, "algorithm": credential.get("algorithm")}
        return _with(credential, "otp", data, {"value": credential.get("hashedSaltedValue")})
    return dict(credential)


def _number(credential: Mapping[str, Any], name: str) -> int:
    value = credential.get(name)
    if value is None:
        raise broken(f"a credential of the old form has no {name}")
    return int(value)


def _with(credential: Mapping[str, Any], kind: str | None, data: Mapping[str, Any], secret: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: credential[name] for name in ("id", "userLabel", "createdDate", "temporary") if credential.get(name) is not None}
    return {"type": kind, **kept, "secretData": _text(secret), "credentialData": _text(data)}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))
