"""The gate of a user's credentials, which come in Keycloak's present form or in that of old versions. All rules as observed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from emulator.core.json_text import read_json
from emulator.realm.gates import Document, Fault, Path

_CODES = ("totp", "hotp")
_OLD = frozenset({"hashedSaltedValue", "salt", "hashIterations", "algorithm", "digits", "period", "counter", "device", "config"})
_OWN = frozenset({"password", "otp"})
"""Types whose data Keycloak reads when it takes them."""


def faults(given: Iterable[Document | None]) -> Iterator[Fault]:
    """What is wrong with credentials: none of them is a plain value, an old hash or a present one."""
    for index, credential in enumerate(given):
        message = "a credential is null" if credential is None else _fault(credential)
        if message:
            path: Path = ("credentials", index)
            yield Fault(path, "unusableCredential", message, kind="unforeseen")


def _fault(credential: Document) -> str:
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
    return ""


def _is_json(text: Any) -> bool:
    try:
        return isinstance(read_json(text), dict)
    except (TypeError, ValueError):
        return False


def stored(given: Iterable[Document]) -> list[dict[str, Any]]:
    """Credentials as they are kept: plain values are passwords whatever their type, and of passwords the last one counts.

    Of old versions former passwords are left out, as observed.
    """
    kept: list[dict[str, Any]] = []
    for credential in given:
        if _is_former(credential):
            continue
        new = {"type": "password", "value": credential["value"]} if credential.get("value") else modern(credential)
        kept = with_one(kept, new)
    return kept


def with_one(kept: Sequence[Document], new: Document) -> list[dict[str, Any]]:
    """Credentials with one more; as observed, a password takes the place and the id of the one that was there."""
    old = next((other for other in kept if other.get("type") == new.get("type") == "password"), None)
    if old is None:
        return [*map(dict, kept), dict(new)]
    same = {**{name: value for name, value in new.items() if name != "id"}, **({"id": old["id"]} if old.get("id") else {})}
    return [same if other is old else dict(other) for other in kept]


def _is_former(credential: Document) -> bool:
    return credential.get("type") == "password-history" and credential.get("secretData") is None


def modern(credential: Document) -> dict[str, Any]:
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
