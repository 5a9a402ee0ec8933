"""A SAML service provider's metadata (SAML 2.0 Metadata section 2.4.4) as a ClientRepresentation, as Keycloak reads it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat

from emulator.core.documents import Document
from emulator.keys import public

Element = ET.Element

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_UI = "{urn:oasis:names:tc:SAML:metadata:ui}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
_CONSUMERS = {
    "HTTP-POST": "saml_assertion_consumer_url_post",
    "HTTP-Redirect": "saml_assertion_consumer_url_redirect",
    "SOAP": "",
    "PAOS": "",
    "HTTP-Artifact": "saml_artifact_binding_url",
}
_LOGOUTS = {
    "HTTP-POST": "saml_single_logout_service_url_post",
    "HTTP-Redirect": "saml_single_logout_service_url_redirect",
    "SOAP": "saml_single_logout_service_url_soap",
}
_NAME_IDS = {
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress": "email",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent": "persistent",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient": "transient",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified": "username",
}
_NAME_FORMATS = {
    "urn:oasis:names:tc:SAML:2.0:attrname-format:uri": "URI Reference",
    "urn:oasis:names:tc:SAML:2.0:attrname-format:basic": "Basic",
    "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified": "Unspecified",
}
_KEYS = {
    "signing": ("saml.client.signature", "saml.signing.certificate"),
    "encryption": ("saml.encrypt", "saml.encryption.certificate"),
}


class Unreadable(ValueError):
    """A text that is no metadata of one service provider; the message is Keycloak's."""


def representation(body: bytes) -> Document:
    """The client that the metadata describes; raises Unreadable. Document type declarations are refused."""
    entity = _entity(body)
    provider = entity.find(f"{_MD}SPSSODescriptor")
    if provider is None:
        raise Unreadable("No SPSSODescriptorType defined in the entity descriptor file")
    attributes = {
        "saml.server.signature": "true", "saml.server.signature.keyinfo.ext": "false", "saml.signature.algorithm": "RSA_SHA256",
        "saml.authnstatement": "true",
    }  # fmt: skip
    if provider.get("WantAssertionsSigned", "").strip() in ("true", "1"):
        attributes["saml.assertion.signature"] = "true"
    redirects = []
    for binding, name in _LOGOUTS.items():
        location = _location(provider, "SingleLogoutService", binding)
        attributes |= {name: location} if location else {}
    for binding, name in _CONSUMERS.items():
        location = _location(provider, "AssertionConsumerService", binding)
        redirects += [location] if location else []
        attributes |= {name: location} if location and name else {}
    attributes |= {**_artifacts(provider), **_name_id(provider), **_appearance(provider), **_certificates(provider)}
    return {
        "clientId": entity.get("entityID"), "protocol": "saml", "fullScopeAllowed": True, "redirectUris": redirects,
        "attributes": attributes, "protocolMappers": list(_mappers(provider)),
    }  # fmt: skip


def _entity(body: bytes) -> Element:
    try:
        checked = expat.ParserCreate()
        checked.StartDoctypeDeclHandler = _refuse
        checked.Parse(body, True)
        root = ET.fromstring(body)  # noqa: S314 - without a document type there is nothing to expand
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable("HTTP 400 Bad Request") from error
    entities = root.findall(f"{_MD}EntityDescriptor") if root.tag == f"{_MD}EntitiesDescriptor" else [root]
    if len(entities) != 1:
        raise Unreadable("Expected one entity descriptor")
    entity = entities[0]
    if entity.tag != f"{_MD}EntityDescriptor" or not entity.get("entityID"):
        raise Unreadable("HTTP 400 Bad Request")
    return entity


def _refuse(*declaration: object) -> None:
    raise ValueError("a document type declaration")


def _endpoints(provider: Element, kind: str) -> list[Element]:
    found = provider.findall(f"{_MD}{kind}")
    if any(endpoint.get("Binding") is None or endpoint.get("Location") is None for endpoint in found):
        raise Unreadable("HTTP 400 Bad Request")
    return found


def _location(provider: Element, kind: str, binding: str) -> str | None:
    wanted = f"{_BINDING}{binding}"
    return next((endpoint.get("Location") for endpoint in _endpoints(provider, kind) if endpoint.get("Binding") == wanted), None)


def _artifacts(provider: Element) -> dict[str, str]:
    found = _endpoints(provider, "ArtifactResolutionService")
    usual = [endpoint for endpoint in found if endpoint.get("isDefault") in ("true", "1")]
    chosen = usual[0] if usual else min(found, key=_index, default=None)
    return {"saml_artifact_resolution_service_url": chosen.get("Location", "")} if chosen is not None else {}


def _index(endpoint: Element) -> int:
    text = endpoint.get("index", "")
    if not text.isascii() or not text.isdigit():
        raise Unreadable("HTTP 400 Bad Request")
    return int(text)


def _name_id(provider: Element) -> dict[str, str]:
    formats = ((one.text or "").strip() for one in provider.findall(f"{_MD}NameIDFormat"))
    known = next((_NAME_IDS[one] for one in formats if one in _NAME_IDS), None)
    return {"saml_name_id_format": known} if known else {}


def _appearance(provider: Element) -> dict[str, str]:
    info = provider.find(f"{_MD}Extensions/{_UI}UIInfo")
    if info is None:
        return {}
    attributes = {}
    logo = info.find(f"{_UI}Logo")
    if logo is not None:
        attributes["logoUri"] = (logo.text or "").strip()
    pages = info.findall(f"{_UI}PrivacyStatementURL")
    page = next((candidate for candidate in pages if candidate.get(_LANGUAGE) == "en"), pages[0] if pages else None)
    if page is not None:
        attributes["policyUri"] = (page.text or "").strip()
    return attributes


def _certificates(provider: Element) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for descriptor in provider.findall(f"{_MD}KeyDescriptor"):
        text = "".join((descriptor.findtext(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate") or "").split())
        try:
            public.from_certificate(text)
            bare = base64.b64encode(base64.b64decode(text)).decode()
        except ValueError as error:
            raise Unreadable("HTTP 400 Bad Request") from error
        switch, place = _KEYS.get(descriptor.get("use", ""), ("", ""))
        attributes |= {switch: "true", place: bare} if switch else {}
    return attributes


def _mappers(provider: Element) -> Iterator[Document]:
    for attribute in provider.findall(f"{_MD}AttributeConsumingService/{_MD}RequestedAttribute"):
        name = attribute.get("Name")
        if name is None:
            raise Unreadable("HTTP 400 Bad Request")
        config = {"attribute.name": name, "friendly.name": attribute.get("FriendlyName")}
        config["attribute.nameformat"] = _NAME_FORMATS.get(attribute.get("NameFormat", ""))
        kept = {key: value for key, value in config.items() if value is not None}
        yield {"name": name, "protocol": "saml", "protocolMapper": "saml-user-attribute-mapper", "config": kept}
