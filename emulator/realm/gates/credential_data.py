"""What a credential's ``credentialData`` and ``secretData`` may be: texts of JSON that Keycloak reads into classes of its own.

Types that Keycloak has no provider for are taken unread. All rules as observed; the members are those of its classes in
``org.keycloak.models.credential.dto``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.core.json_text import first_json, is_blank
from emulator.realm.gates import MALFORMED, UNFIT
from emulator.realm.scalars import Unfit, convert

_Reader = Callable[[Any], object]
_Shape = Mapping[str, _Reader]


def is_read(kind: str) -> bool:
    """Whether Keycloak reads the data of credentials of this type when it takes them."""
    return kind in _SHAPES


def fault_of(kind: str, name: str, text: str) -> str:
    """The key of what is wrong with ``credentialData`` or ``secretData``, as ``name`` says, of a type that is read; or nothing."""
    if is_blank(text):
        return "" if kind == _PASSWORD else UNFIT
    try:
        value = first_json(text)
        if value is not None:
            _object(_SHAPES[kind][name])(value)
    except Unfit:
        return UNFIT
    except ValueError:
        return MALFORMED
    return ""


def mapping(text: object) -> Mapping[str, Any] | None:
    """The members that such a text has; None for one that has no object."""
    try:
        value = first_json(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _scalar(kind: str) -> _Reader:
    return lambda value: convert(value, kind)


def _bytes(value: Any) -> None:
    if value is not None and not isinstance(value, str):
        raise Unfit("a text")


def _object(shape: _Shape) -> _Reader:
    def reads(value: Any) -> None:
        if not isinstance(value, dict):
            raise Unfit("an object")
        for name, member in value.items():
            if name not in shape:
                raise Unfit("a known member")
            shape[name](member)

    return reads


def _list(item: _Reader) -> _Reader:
    def reads(value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, list):
            raise Unfit("a list")
        for member in value:
            if member is not None:
                item(member)

    return reads


def _lists(value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise Unfit("an object")
    for member in value.values():
        _TEXTS(member)


_PASSWORD = "password"
_TEXT, _INTEGER, _LONG = _scalar("string"), _scalar("integer"), _scalar("long")
_TEXTS = _list(_TEXT)
_ADDITIONAL: _Shape = {"algorithmData": _lists, "additionalParameters": _lists}
_CODE: _Shape = {"number": _INTEGER, "encodedHashedValue": _TEXT}
_RECOVERY = ("remaining", "total", "remainingCodes", "totalCodes", "hashIterations")
_KEYS = ("aaguid", "credentialId", "attestationStatement", "credentialPublicKey", "attestationStatementFormat")
_OTP = {
    "credentialData": {
        **dict.fromkeys(("digits", "counter", "period"), _INTEGER),
        **dict.fromkeys(("subType", "algorithm", "secretEncoding"), _TEXT),
    },
    "secretData": {"value": _TEXT},
}
_PASSKEY: Mapping[str, _Shape] = {
    "credentialData": {**dict.fromkeys(_KEYS, _TEXT), "counter": _LONG, "transports": _TEXTS},
    "secretData": {},
}
_SHAPES: Mapping[str, Mapping[str, _Shape]] = {
    _PASSWORD: {
        "credentialData": {"hashIterations": _INTEGER, "algorithm": _TEXT, **_ADDITIONAL},
        "secretData": {"value": _TEXT, "salt": _bytes, **_ADDITIONAL},
    },
    **dict.fromkeys(("otp", "totp", "hotp"), _OTP),
    **dict.fromkeys(("webauthn", "webauthn-passwordless"), _PASSKEY),
    "recovery-authn-codes": {
        "credentialData": {**dict.fromkeys(_RECOVERY, _INTEGER), "algorithm": _TEXT},
        "secretData": {"codes": _list(_object(_CODE))},
    },
}
