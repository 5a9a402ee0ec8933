"""What a new SAML client gets: Keycloak's defaults for its attributes, and a key pair of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.asking import Answers
from emulator.registration import outside

_DEFAULTS = {
    "saml_signature_canonicalization_method": "http://www.w3.org/2001/10/xml-exc-c14n#",
    "saml.signature.algorithm": "RSA_SHA256",
    "saml_name_id_format": "username",
    "saml.authnstatement": "true",
    "saml_force_name_id_format": "false",
    "saml.allow.ecp.flow": "false",
    "saml.server.signature": "true",
    "saml.force.post.binding": "true",
    "saml.client.signature": "true",
}
_CERTIFICATE, _PRIVATE_KEY = "saml.signing.certificate", "saml.signing.private.key"


def completed(given: Mapping[str, Any], client_id: str, answers: Answers, now: float) -> dict[str, Any]:
    """The representation of a new client of the protocol ``saml`` with everything that Keycloak adds; ``now`` is in epoch seconds."""
    own = {name: value for name, value in (given.get("attributes") or {}).items() if value not in (None, "")}
    attributes = {**_DEFAULTS, **own}
    if attributes["saml.client.signature"] == "true" and not attributes.get(_CERTIFICATE) and _makes_key(attributes):
        attributes[_CERTIFICATE], attributes[_PRIVATE_KEY] = outside.key_pair(answers, client_id, now)
    logout = given.get("frontchannelLogout")
    return {**given, "attributes": attributes, "frontchannelLogout": True if logout is None else logout}


def _makes_key(attributes: Mapping[str, Any]) -> bool:
    return attributes.get("saml.useMetadataDescriptorUrl") != "true" or bool(attributes.get("saml.metadataDescriptorUrl"))
