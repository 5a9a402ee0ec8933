"""Passkeys (W3C Web Authentication, level 2): what an authenticator says of a new key, and whether a signature is that of a known one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass

if TYPE_CHECKING:
    from fido2.webauthn import AuthenticatorData, CollectedClientData

ALGORITHMS = {
    "ES256": -7, "ES384": -35, "ES512": -36, "RS256": -257, "RS384": -258, "RS512": -259, "RS1": -65535, "Ed25519": -8,
}  # fmt: skip
"""COSE algorithm identifiers (RFC 9053) by the names of Keycloak's policy."""


class NotVerifiedError(ValueError):
    """What the authenticator sent is not what it must be; the text says why."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What an answer is checked against: the relying party's id, the origins of its pages, and the challenge (base64url)."""

    relying_party: str
    origins: tuple[str, ...]
    challenge: str
    user_verification: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """A new key: its id and its COSE key as bytes, the authenticator's model (``aaguid``), signature counter, and attestation format."""

    credential_id: bytes
    public_key: bytes
    aaguid: str
    counter: int
    attestation_format: str
    algorithm: int


@dataclass(frozen=True, slots=True)
class Asserted:
    """A signature that is right: the authenticator's counter, and whether it verified its user."""

    counter: int
    user_verified: bool


def register(ceremony: Ceremony, client_data: str, attestation_object: str) -> Registered:
    """The key that the two values (base64url) bring, section 7.1; raises NotVerifiedError."""
    from fido2 import cbor
    from fido2.attestation.base import Attestation, InvalidAttestation
    from fido2.webauthn import AttestationObject, CollectedClientData

    try:
        collected, attested = CollectedClientData(decoded(client_data)), AttestationObject(decoded(attestation_object))
        data = attested.auth_data
        _check(ceremony, collected, data, CollectedClientData.TYPE.CREATE)
        credential = data.credential_data
        if credential is None:
            raise NotVerifiedError("the authenticator sent no key")
        Attestation.for_type(attested.fmt)().verify(attested.att_stmt, data, collected.hash)
        return Registered(
            bytes(credential.credential_id), cbor.encode(dict(credential.public_key)), str(credential.aaguid), data.counter, attested.fmt,
            int(credential.public_key[3]),
        )  # fmt: skip
    except NotVerifiedError:
        raise
    except InvalidAttestation as error:
        raise NotVerifiedError(f"the attestation is not valid: {error}") from error
    except (ValueError, LookupError, TypeError, AttributeError, struct.error) as error:
        raise NotVerifiedError("Input data does not match expected form") from error


def verify(ceremony: Ceremony, public_key: bytes, client_data: str, authenticator_data: str, signature: str) -> Asserted:
    """Checks a signature (all three values base64url) with a COSE key, section 7.2; raises NotVerifiedError."""
    from cryptography.exceptions import InvalidSignature
    from fido2 import cbor
    from fido2.cose import CoseKey
    from fido2.webauthn import AuthenticatorData, CollectedClientData

    try:
        collected, data = CollectedClientData(decoded(client_data)), AuthenticatorData(decoded(authenticator_data))
        _check(ceremony, collected, data, CollectedClientData.TYPE.GET)
        key = cbor.decode(public_key)
        if not isinstance(key, dict):
            raise NotVerifiedError("the key that is stored is not a COSE key")
        CoseKey.parse(key).verify(data + collected.hash, decoded(signature))
    except NotVerifiedError:
        raise
    except InvalidSignature as error:
        raise NotVerifiedError("the signature is wrong") from error
    except (ValueError, LookupError, TypeError, AttributeError, NotImplementedError, struct.error) as error:
        raise NotVerifiedError("Input data does not match expected form") from error
    return Asserted(data.counter, bool(data.is_user_verified()))


def decoded(text: str) -> bytes:
    """Bytes of base64 or base64url, with or without padding; raises ValueError."""
    plain = text.replace("+", "-").replace("/", "_").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _check(ceremony: Ceremony, collected: CollectedClientData, data: AuthenticatorData, kind: str) -> None:
    """What both ceremonies ask for: type, challenge, origin, relying party, and somebody who is there."""
    if collected.type != kind:
        raise NotVerifiedError(f"the type is '{collected.type}', not '{kind}'")
    if not hmac.compare_digest(collected.challenge, decoded(ceremony.challenge)):
        raise NotVerifiedError("The actual challenge does not match the expected challenge")
    if collected.origin not in ceremony.origins:
        raise NotVerifiedError(f"The collectedClientData '{collected.origin}' origin doesn't match any of the preconfigured origins.")
    if not hmac.compare_digest(data.rp_id_hash, hashlib.sha256(ceremony.relying_party.encode()).digest()):
        raise NotVerifiedError("rpIdHash doesn't match the hash of preconfigured rpId.")
    if not data.is_user_present():
        raise NotVerifiedError("nobody was present")
    if ceremony.user_verification and not data.is_user_verified():
        raise NotVerifiedError("Verifier is configured to check user verified, but UV flag in authenticatorData is not set.")
