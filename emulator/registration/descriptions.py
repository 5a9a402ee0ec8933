"""Descriptions of clients as ClientRepresentations. As observed, the text itself tells what language it is in."""

from __future__ import annotations

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.json_text import read_json
from emulator.realm.schema import Walker
from emulator.registration import entity_descriptor, metadata

_UNREADABLE = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}


def client(text: str) -> Document:
    """The client that a text describes: Keycloak's own JSON, OpenID Connect metadata or SAML metadata. Raises AdminError."""
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        if '"clientId"' in text:
            return _read(text, "ClientRepresentation")
        if '"redirect_uris"' in text:
            document = metadata.representation(_read(text, "OIDCClientRepresentation"))
            return {**document, "attributes": {name: value for name, value in document["attributes"].items() if value is not None}}
    if text.startswith("<") and text.endswith(">") and "EntityDescriptor" in text:
        return _of_saml(text)
    raise AdminError(400, {"error": "Unsupported format"})


def _read(text: str, representation: str) -> Document:
    try:
        document = read_json(text)
    except ValueError as error:
        raise AdminError(500, dict(_UNREADABLE), f"it is not JSON: {error}") from error
    walker = Walker()
    walker.check(document, representation)
    if walker.faults or not isinstance(document, dict):
        raise AdminError(500, dict(_UNREADABLE), walker.faults[0].message if walker.faults else "it is no object")
    return document


def _of_saml(text: str) -> Document:
    try:
        return entity_descriptor.representation(text.encode())
    except entity_descriptor.Unreadable as error:
        raise AdminError(400, {"error": str(error)}) from error
