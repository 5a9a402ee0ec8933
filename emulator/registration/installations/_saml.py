"""What several files for SAML say of a client."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.dataclass import dataclass
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.realm.views import Client

_ALGORITHMS = frozenset({"RSA_SHA1", "RSA_SHA256", "RSA_SHA256_MGF1", "RSA_SHA512", "RSA_SHA512_MGF1", "DSA_SHA1"})
_TRUE = "true"
_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_NAME_ID_FORMATS = {
    "email": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "persistent": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "transient": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
}
_NO_KEY = "PRIVATE KEY NOT SET UP OR KNOWN"


@dataclass(frozen=True, slots=True)
class Settings:
    """A client's attributes for SAML; keys and certificates are empty where it has none."""

    signs: bool
    encrypts: bool
    realm_signs: bool
    assertions_signed: bool
    signing_key: str
    signing_certificate: str
    encryption_key: str
    encryption_certificate: str
    canonicalization: str | None
    name_id_format: str


def of(client: Client) -> Settings:
    """The settings; as observed nothing but ``true`` in small letters is true."""

    def text(name: str) -> str:
        return str(client.attributes.get(name) or "")

    return Settings(
        signs=text("saml.client.signature") == _TRUE,
        encrypts=text("saml.encrypt") == _TRUE,
        realm_signs=text("saml.server.signature") == _TRUE,
        assertions_signed=text("saml.assertion.signature") == _TRUE,
        signing_key=text("saml.signing.private.key"),
        signing_certificate=text("saml.signing.certificate"),
        encryption_key=text("saml.encryption.private.key"),
        encryption_certificate=text("saml.encryption.certificate"),
        canonicalization=text("saml_signature_canonicalization_method") or None,
        name_id_format=_NAME_ID_FORMATS.get(text("saml_name_id_format"), _UNSPECIFIED),
    )


def entity(client: Client) -> str:
    """Who the application is, as the adapters' files say it."""
    return str(client.document.get("baseUrl") or "SPECIFY YOUR entityID!")


def private_key(key: str) -> str:
    """A private key, or words that stand for it."""
    return key or _NO_KEY


def certificate(text: str, whose: str = "YOUR CLIENT") -> str:
    """A certificate, or words that stand for it."""
    return text or f"YOU MUST CONFIGURE {whose}'s SIGNING CERTIFICATE"


def services(settings: Settings, place: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the adapters' files say of the login and of the logout at the realm's address for SAML."""
    signs, realm_signs, assertions_signed = (
        str(flag).lower() for flag in (settings.signs, settings.realm_signs, settings.assertions_signed)
    )
    login = {
        "signRequest": signs, "validateResponseSignature": realm_signs, "validateAssertionSignature": assertions_signed,
        "requestBinding": "POST", "bindingUrl": place,
    }  # fmt: skip
    logout = {
        "signRequest": signs, "signResponse": signs, "validateRequestSignature": realm_signs, "validateResponseSignature": realm_signs,
        "requestBinding": "POST", "responseBinding": "POST", "postBindingUrl": place, "redirectBindingUrl": place,
    }  # fmt: skip
    return login, logout


def signature(settings: Settings, client: Client) -> Iterator[tuple[str, str]]:
    """What a client that signs signs with, by name; raises AdminError for an unknown algorithm."""
    if not settings.signs:
        return
    yield "signatureAlgorithm", _algorithm(client)
    if settings.canonicalization is not None:
        yield "signatureCanonicalizationMethod", settings.canonicalization


def _algorithm(client: Client) -> str:
    name = str(client.attributes.get("saml.signature.algorithm") or "RSA_SHA256")
    if name not in _ALGORITHMS:
        raise AdminError(400, UNKNOWN_ERROR, f"there is no signature algorithm '{name}'")
    return name
