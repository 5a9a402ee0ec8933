"""The gate of a user's credentials, which come in Keycloak's present form or in that of old versions. All rules as observed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.json_text import read_json
from emulator.realm.gates import Fault, Path

_CODES = ("totp", "hotp")
_OLD = frozenset({"hashedSaltedValue", "salt", "hashIterations", "algorithm", "digits", "period", "counter", "device", "config"})
_OWN = frozenset({"password", "otp"})
"""Types whose data Keycloak reads when it takes them."""
_KEPT = frozenset({*_OWN, "webauthn", "webauthn-passwordless", "recovery-authn-codes", "api-token"})
"""Types that something keeps; Keycloak forgets the others, former passwords among them."""

LABEL_TAKEN = "Device already exists with the same name"


def faults(given: Iterable[ReadDocument | None]) -> Iterator[Fault]:
    """What is wrong with credentials: none of them is a plain value, an old hash or a present one."""
    for index, credential in enumerate(given):
        message = "a credential is null" if credential is None else _fault(credential)
        if message:
            path: Path = ("credentials", index)
            yield Fault(path, "unusableCredential", message, kind="unforeseen")


def _fault(credential: ReadDocument) -> str:
    if credential.get("value") is not None:
        return ""
    if credential.get("hashedSaltedValue") is not None:
        needed = ("digits", "counter", "period", "algorithm") if credential.get("type") in _CODES else ("hashIterations",)
        missing = [name for name in needed if credential.get(name) is None]
        return f"an old credential lacks {', '.join(missing)}" if missing else ""
    for name in ("secretData", "credentialData"):
        if credential.get(name) is None:
            return f"a credential has neither value nor {name}"
        if credential.get("type") in _OWN and not _is_json(credential[name]):
            return f"{name} of a credential is not JSON"
    return "a credential has no type" if credential.get("type") is None else ""


def _is_json(text: Any) -> bool:
    try:
        return isinstance(read_json(text), dict)
    except (TypeError, ValueError):
        return False


def stored(given: Iterable[ReadDocument]) -> list[dict[str, Any]]:
    """Credentials as they are kept: plain values are passwords whatever their type, and of passwords the last one counts."""
    kept: list[dict[str, Any]] = []
    for credential in given:
        plain = bool(credential.get("value"))
        kept = added(kept, {"type": "password", "value": credential["value"]} if plain else modern(credential))
    return kept


def added(present: Iterable[ReadDocument], credential: dict[str, Any]) -> list[dict[str, Any]]:
    """A user's credentials with another one, which stands in the place of a former password; of a type that nobody keeps it is left out."""
    rows = [dict(one) for one in present]
    if credential.get("type") not in _KEPT:
        return rows
    former = next((index for index, row in enumerate(rows) if row.get("type") == credential["type"] == "password"), None)
    if former is None:
        return [*rows, credential]
    own = {"id": rows[former]["id"]} if rows[former].get("id") else {}
    return [*rows[:former], {**credential, **own}, *rows[former + 1 :]]


def is_label_taken(present: Iterable[ReadDocument], named: ReadDocument, label: str) -> bool:
    """Whether another credential of the kind of ``named`` is called so; blanks around a label and its case do not count."""
    others = (other for other in present if other is not named and other.get("type") == named.get("type"))
    return any(str(other.get("userLabel") or "").strip().lower() == label.strip().lower() for other in others)


def modern(credential: ReadDocument) -> dict[str, Any]:
    """A stored credential in its present form: members of old versions become ``secretData`` and ``credentialData``."""
    if credential.get("hashedSaltedValue") is None or credential.get("secretData") is not None:
        return {name: value for name, value in credential.items() if name != "value"}
    kept = {name: value for name, value in credential.items() if name not in _OLD and value is not None}
    secret: Mapping[str, Any] = {"value": credential["hashedSaltedValue"]}
    if credential.get("type") in _CODES:
        names = ("digits", "counter", "period", "algorithm")
        data: dict[str, Any] = {"subType": credential["type"], **{name: credential.get(name) for name in names}}
        return {**kept, "type": "otp", "secretData": _text(secret), "credentialData": _text(data)}
    secret = {**secret, **({"salt": credential["salt"]} if credential.get("salt") else {}), "additionalParameters": {}}
    known = {name: credential[name] for name in ("hashIterations", "algorithm") if credential.get(name) is not None}
    return {**kept, "type": "password", "secretData": _text(secret), "credentialData": _text({**known, "additionalParameters": {}})}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))
