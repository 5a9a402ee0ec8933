"""SAML metadata (SAML 2.0 Metadata) as text, element by element, the way Keycloak writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
POST, REDIRECT, ARTIFACT = (f"{_BINDING}{name}" for name in ("HTTP-POST", "HTTP-Redirect", "HTTP-Artifact"))
SOAP = f"{_BINDING}SOAP"
_NAMESPACES = {
    "xmlns": "urn:oasis:names:tc:SAML:2.0:metadata",
    "xmlns:md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "xmlns:saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "xmlns:ds": "http://www.w3.org/2000/09/xmldsig#",
}
_PROTOCOL = {"protocolSupportEnumeration": "urn:oasis:names:tc:SAML:2.0:protocol"}
_QUOTE = {'"': "&quot;"}


def service_provider(entity: str, identifier: str, *, signs: bool, wants_signed: bool, inside: Iterable[str]) -> str:
    """The metadata of a service provider, in a document with this id; ``inside`` are its elements.

    ``signs`` tells that it signs its requests, ``wants_signed`` that it wants signed assertions.
    """
    flags = {**_PROTOCOL, "AuthnRequestsSigned": _truth(signs), "WantAssertionsSigned": _truth(wants_signed)}
    return _entity({"entityID": entity, "ID": f"ID_{identifier}"}, _element("SPSSODescriptor", flags, "".join(inside)))


def identity_provider(entity: str, inside: Iterable[str]) -> str:
    """The metadata of an identity provider that wants signed requests: its entity id and the elements inside."""
    flags = {"WantAuthnRequestsSigned": _truth(True), **_PROTOCOL}
    return _entity({"entityID": entity}, _element("IDPSSODescriptor", flags, "".join(inside)))


def _entity(attributes: dict[str, Any], body: str) -> str:
    return _element("EntityDescriptor", {**_NAMESPACES, **attributes}, body)


def service(name: str, binding: str, place: str, **more: Any) -> str:
    """An endpoint: the kind of service, how messages come there, and where that is."""
    return _element(name, {"Binding": binding, "Location": place, **more})


def consumer(binding: str, place: str, index: int) -> str:
    """Where assertions are taken; the first one is the usual one."""
    usual = {"isDefault": "true"} if index == 1 else {}
    return service("AssertionConsumerService", binding, place, **usual, index=index)


def name_id_format(name: str) -> str:
    """A form of names of subjects."""
    return _element("NameIDFormat", {}, escape(name))


def key(use: str, certificate: str, identifier: str = "") -> str:
    """A key for ``signing`` or ``encryption``: its certificate (Base64 of DER), and its id where that is said."""
    name = f"<ds:KeyName>{escape(identifier)}</ds:KeyName>" if identifier else ""
    data = f"<ds:X509Data><ds:X509Certificate>{escape(certificate)}</ds:X509Certificate></ds:X509Data>"
    return _element("KeyDescriptor", {"use": use}, f"<ds:KeyInfo>{name}{data}</ds:KeyInfo>")


def _element(name: str, attributes: dict[str, Any], body: str = "") -> str:
    said = "".join(f' {key}="{escape(str(value), _QUOTE)}"' for key, value in attributes.items())
    return f"<md:{name}{said}>{body}</md:{name}>"


def _truth(value: bool) -> str:
    return str(value).lower()
