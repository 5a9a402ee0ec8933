"""Password credentials: stored as Keycloak stores them, verified once and remembered.

A password that came in plain text (a realm file, the bootstrap administrator) is hashed when its hash is first asked for: an
import of many users would otherwise spend most of its time hashing passwords that nobody uses. A hash that was verified is
remembered as a keyed fingerprint, so that the next login with the same password is quick.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from emulator.core.asking import Answers
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.ids import Ids
from emulator.keys import hashing
from emulator.realm.gates import credential_data
from emulator.realm.views import User

DEFAULT_ALGORITHM = "argon2"
_REMEMBERED = 10_000
Observer = Callable[[str, Mapping[str, Any], Mapping[str, Any], bool], None]
"""Is told of a password that was compared: the realm's name, the credential, how it is hashed, and whether it fitted."""


class Passwords:
    """Makes and verifies password credentials."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._key = ids.bytes(32)
        self._seen: dict[tuple[str, bytes], bool] = {}
        self.observe: Observer | None = None

    def credential(self, password: str, policy: str, now_ms: int) -> dict[str, Any]:
        """A CredentialRepresentation for ``password``; the realm's password policy chooses the hash when it is made."""
        return {
            "id": self._ids.uuid(),
            "type": "password",
            "createdDate": now_ms,
            "value": password,
            "policy": policy,
        }

    def new_id(self) -> str:
        """A fresh id for a credential."""
        return self._ids.uuid()

    def imported(self, credential: Mapping[str, Any], policy: str, now_ms: int) -> dict[str, Any]:
        """A credential of a realm file: hashed ones as they are, a plain ``value`` as a new credential."""
        if credential.get("type", "password") == "password" and credential.get("value") is not None:
            fresh = self.credential(str(credential["value"]), policy, now_ms)
            kept = {k: v for k, v in credential.items() if k in ("userLabel", "temporary", "priority")}
            return {**fresh, **kept, "id": credential.get("id") or fresh["id"]}
        kept = dict(credential)
        kept.setdefault("id", self._ids.uuid())
        if credential.get("type") != "recovery-authn-codes":
            kept.setdefault("createdDate", now_ms)
        return kept

    def hashed(self, credential: Mapping[str, Any]) -> dict[str, Any]:
        """The credential with ``secretData`` and ``credentialData`` in place of a plain text."""
        if credential.get("value") is None:
            return dict(credential)
        algorithm, iterations = hash_policy(credential.get("policy") or "")
        secret, data = hashing.hash_password(str(credential["value"]), algorithm, iterations, self._ids.bytes(16))
        kept = {k: v for k, v in credential.items() if k not in ("value", "policy")}
        return {**kept, "secretData": _compact(secret), "credentialData": _compact(data)}

    def described(self, credential: Mapping[str, Any]) -> dict[str, Any]:
        """The credential as it is shown: with ``credentialData`` in place of a plain text, which is not hashed for it."""
        kept = {name: member for name, member in credential.items() if name not in ("value", "policy", "secretData")}
        if credential.get("value") is None:
            return kept
        return {**kept, "credentialData": _compact(hashing.parameters(*hash_policy(credential.get("policy") or "")))}

    def verify(self, answers: Answers, user: User, password: str, realm: str = "") -> bool:
        """Whether ``password`` is the user's; a hash that was not verified with it before is asked for.

        With the name of a ``realm`` the observer is told.
        """
        compared = self._compared(answers, _password_credentials(user), password)
        if self.observe is not None and realm:
            for document, valid in compared:
                if answers.is_news(("password", user.id, document.get("id"), valid)):
                    self.observe(realm, document, _data(document), valid)
        return any(valid for _, valid in compared)

    def _compared(
        self, answers: Answers, documents: list[Mapping[str, Any]], password: str
    ) -> list[tuple[Mapping[str, Any], bool]]:  # fmt: skip
        """Credentials up to the first that fits, and whether each does."""
        compared = []
        for document in documents:
            compared.append((document, self._matches(answers, document, password)))
            if compared[-1][1]:
                break
        return compared

    def _matches(self, answers: Answers, document: Mapping[str, Any], password: str) -> bool:
        plain = document.get("value")
        if plain is not None:
            return hmac.compare_digest(str(plain).encode("utf-8", "replace"), password.encode("utf-8", "replace"))
        if _data(document).get("algorithm") is None:
            raise AdminError(500, UNKNOWN_ERROR, "the password's hash says no algorithm")
        key = self._fingerprint(document, password)
        fits = self._seen.get(key)
        if fits is None:
            fits = answers.ask(("password", key), partial(_fits, document, password))
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[key] = fits
        return fits

    def _fingerprint(self, document: Mapping[str, Any], password: str) -> tuple[str, bytes]:
        mac = hmac.new(self._key, password.encode("utf-8", "replace"), hashlib.sha256).digest()
        return f"{document.get('secretData')} {document.get('credentialData')}", mac


def _data(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the credential says of its hash; nothing where that cannot be read."""
    return credential_data.mapping(document.get("credentialData")) or {}


def _fits(document: Mapping[str, Any], password: str) -> bool:
    return hashing.verify_password(password, credential_data.mapping(document.get("secretData")) or {}, _data(document))


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def hash_policy(policy: str) -> tuple[str, int | None]:
    """Algorithm and iterations that a password policy such as ``hashAlgorithm(pbkdf2-sha256) and hashIterations(1000)`` asks for."""
    algorithm, iterations = DEFAULT_ALGORITHM, None
    for part in policy.split(" and "):
        name, _, rest = part.strip().partition("(")
        value = rest.rstrip(")")
        if name == "hashAlgorithm" and value:
            algorithm = value
        elif name == "hashIterations" and value.isdigit() and int(value) > 0:
            iterations = int(value)
    return algorithm, iterations


def _password_credentials(user: User) -> list[Mapping[str, Any]]:
    return [document for document in user.credentials if document.get("type") == "password"]
