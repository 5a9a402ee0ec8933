"""JSON Web Encryption (RFC 7516) in the compact serialisation: ID tokens, userinfo, request objects, cookies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from emulator.keys.key import Key
from emulator.keys.public import PublicKey

ALGORITHMS = (
    "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "dir",
)  # fmt: skip
ENCRYPTIONS = ("A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512")


class _Registry(jwe.JWERegistry):
    """Allows RSA1_5 without a warning, since Keycloak offers it, and contents as large as tokens become."""

    max_ciphertext_length = 1_000_000
    max_protected_header_length = 8_192

    def get_alg(self, name: str) -> Any:
        """The algorithm of this name; raises JoseError when it is not allowed."""
        registry = self.algorithms["alg"]
        self._check_algorithm(name, registry)
        return registry[name]


class InvalidEncryption(ValueError):
    """A text that is not an encrypted token for this key, or a key that cannot encrypt like this; the message says why."""


def encrypt(payload: bytes, key: Key | PublicKey | bytes, alg: str, enc: str, headers: Mapping[str, Any] | None = None) -> str:
    """The compact serialisation of ``payload`` encrypted for ``key`` (bytes for ``dir``); raises InvalidEncryption.

    The protected header has ``alg``, ``enc`` and then ``headers`` (``typ``, ``cty``, ``kid`` …).
    """
    protected = {"alg": alg, "enc": enc, **(headers or {})}
    try:
        return jwe.encrypt_compact(protected, payload, _jose(key), registry=_registry())
    except (JoseError, ValueError, TypeError) as error:
        raise InvalidEncryption(str(error)) from error


def decrypt(token: str, key: Key | PublicKey | bytes, allowed: Collection[str] | None = None) -> bytes:
    """What ``encrypt`` was given; raises InvalidEncryption. ``allowed`` are the algorithms, of both kinds; all by default."""
    try:
        found = jwe.decrypt_compact(token, _jose(key), registry=_registry(allowed))
    except (JoseError, ValueError, TypeError, KeyError, AssertionError, RecursionError) as error:
        raise InvalidEncryption(str(error) or type(error).__name__) from error
    return found.plaintext or b""


def header(token: str) -> dict[str, Any]:
    """The protected header, unverified, to choose the key by its ``kid``; raises InvalidEncryption."""
    from emulator.keys import jws

    first, *rest = token.split(".")
    if len(rest) != 4:
        raise InvalidEncryption(f"a JWE has 5 parts, this has {len(rest) + 1}")
    try:
        return jws.decode_object(first)
    except jws.InvalidToken as error:
        raise InvalidEncryption(str(error)) from error


def _jose(key: Key | PublicKey | bytes) -> Any:
    return OctKey(key, key) if isinstance(key, bytes) else key.jose


def _registry(allowed: Collection[str] | None = None) -> _Registry:
    return _Registry(algorithms=allowed or (*ALGORITHMS, *ENCRYPTIONS), strict_check_header=False)
