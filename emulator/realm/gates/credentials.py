"""The gate of a user's credentials, which come in Keycloak's present form or in that of old versions. All rules as observed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, Path, credential_data

_CODES = ("totp", "hotp")
_OLD = frozenset({"hashedSaltedValue", "salt", "hashIterations", "algorithm", "digits", "period", "counter", "device", "config"})
_KEPT = frozenset({"password", "otp", "webauthn", "webauthn-passwordless", "recovery-authn-codes", "api-token"})
"""Types that something keeps; Keycloak forgets the others, former passwords among them."""

LABEL_TAKEN = "Device already exists with the same name"


def faults(credentials: Iterable[ReadDocument | None]) -> Iterator[Fault]:
    """What is wrong with credentials: none of them is a plain value, an old hash or a present one that can be read."""
    for index, credential in enumerate(credentials):
        path: Path = ("credentials", index)
        if credential is None:
            yield Fault(path, "unusableCredential", "a credential is null", kind="unforeseen")
        elif credential.get("value"):
            continue
        elif _is_old(credential):
            yield from _old(path, credential)
        else:
            yield from _present(path, credential)


def _is_old(credential: ReadDocument) -> bool:
    """Whether it is in the form of old versions; an empty value keeps Keycloak from looking."""
    lacks_data = credential.get("secretData") is None or credential.get("credentialData") is None
    return credential.get("hashedSaltedValue") is not None and lacks_data and credential.get("value") is None


def _old(path: Path, credential: ReadDocument) -> Iterator[Fault]:
    needed = ("digits", "counter", "period", "algorithm") if credential.get("type") in _CODES else ("hashIterations",)
    missing = [name for name in needed if credential.get(name) is None]
    if missing:
        yield Fault(path, "unusableCredential", f"an old credential lacks {', '.join(missing)}", kind="unforeseen")


def _present(path: Path, credential: ReadDocument) -> Iterator[Fault]:
    kind = credential.get("type")
    if kind is None:
        yield Fault(path, "unusableCredential", "a credential has no type", kind="unforeseen")
        return
    if not credential_data.is_read(kind):
        return
    for name in ("credentialData", "secretData"):
        text = credential.get(name)
        if text is None:
            if kind != "password" or credential.get("value") is None:
                yield Fault(path, "unusableCredential", f"a credential has neither value nor {name}", kind="unforeseen")
        elif key := credential_data.fault_of(kind, name, text):
            yield Fault((*path, name), key, f"{name} of a credential cannot be read", kind="unforeseen")


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
    if not _is_old(credential):
        kind = "otp" if credential.get("type") in _CODES else credential.get("type")
        return {**{name: value for name, value in credential.items() if name != "value"}, "type": kind}
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
