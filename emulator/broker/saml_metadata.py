"""SAML metadata of identity providers (SAML 2.0 Metadata): what another server's says, and what this one tells it of itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET
from xml.parsers import expat

from emulator.broker import saml_elements
from emulator.realm.views import IdentityProvider

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_POST, _REDIRECT = saml_elements.POST, saml_elements.REDIRECT


class Unreadable(ValueError):
    """A text that is no metadata of an identity provider; the message says why."""


def config(text: str, now: float) -> dict[str, str]:
    """The configuration of a provider whose metadata this is, in epoch seconds; raises Unreadable.

    Document type declarations are refused. Metadata that is not valid any more does not enable the provider.
    """
    entity = _entity(text)
    provider = entity.find(f"{_MD}IDPSSODescriptor")
    if provider is None:
        raise Unreadable("there is no IDPSSODescriptor in it")
    login, by_post = _endpoint(provider, "SingleSignOnService")
    logout, logout_by_post = _endpoint(provider, "SingleLogoutService")
    signed = str(provider.get("WantAuthnRequestsSigned", "") in ("true", "1")).lower()
    formats = [(element.text or "").strip() for element in provider.findall(f"{_MD}NameIDFormat")]
    certificates = [(element.text or "").strip() for element in _certificates(provider)]
    stated = {
        "idpEntityId": entity.get("entityID", ""), "singleSignOnServiceUrl": login, "singleLogoutServiceUrl": logout,
        "nameIDPolicyFormat": formats[0] if formats else "", "signingCertificate": ",".join(certificates),
    }  # fmt: skip
    return {name: value for name, value in stated.items() if value} | {
        "postBindingResponse": by_post, "postBindingAuthnRequest": by_post, "postBindingLogout": logout_by_post,
        "wantAuthnRequestsSigned": signed, "validateSignature": "true" if certificates else signed, "loginHint": "false",
        "enabledFromMetadata": str(_is_valid(entity.get("validUntil", ""), now)).lower(),
        "addExtensionsElementWithKeyInfo": "false", "artifactBindingResponse": "false",
    }  # fmt: skip


def _is_valid(until: str, now: float) -> bool:
    try:
        return not until or datetime.fromisoformat(until).timestamp() > now
    except ValueError:
        return True


def _entity(text: str) -> ET.Element:
    try:
        checked = expat.ParserCreate()
        checked.StartDoctypeDeclHandler = _refuse
        checked.Parse(text.encode(), True)
        root = ET.fromstring(text)  # noqa: S314 - without a document type there is nothing to expand
    except (expat.ExpatError, ET.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from error
    entity = root if root.tag == f"{_MD}EntityDescriptor" else root.find(f"{_MD}EntityDescriptor")
    if entity is None:
        raise Unreadable("there is no EntityDescriptor in it")
    return entity


def _refuse(*declaration: object) -> None:
    raise ValueError("a document type declaration")


def _endpoint(provider: ET.Element, kind: str) -> tuple[str, str]:
    """Where a service is, by POST where that is to be had; and whether it is by POST, as a text."""
    places = {one.get("Binding"): one.get("Location", "") for one in provider.findall(f"{_MD}{kind}")}
    return places.get(_POST) or places.get(_REDIRECT, ""), str(_POST in places).lower()


def _certificates(provider: ET.Element) -> Iterable[ET.Element]:
    for descriptor in provider.findall(f"{_MD}KeyDescriptor"):
        if descriptor.get("use") in (None, "signing"):
            yield from descriptor.findall(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")


def descriptor(provider: IdentityProvider, issuer: str, identifier: str, signing: tuple[str, str] | None) -> str:
    """What a provider is told of the realm; ``signing`` is the id and the certificate (Base64) of the key that signs requests."""
    place = f"{issuer}/broker/{provider.alias}/endpoint"
    by_post = provider.flag("postBindingAuthnRequest")
    logout_by_post = provider.flag("postBindingLogout", provider.flag("postBindingResponse"))
    consumers = [*((_POST, _REDIRECT) if by_post else (_REDIRECT, _POST)), saml_elements.ARTIFACT]
    logouts = (_POST, _REDIRECT) if logout_by_post else (_REDIRECT, _POST)
    inside = [
        saml_elements.key("signing", signing[1], signing[0]) if signing is not None else "",
        *(saml_elements.service("SingleLogoutService", each, place) for each in logouts),
        saml_elements.name_id_format(provider.text("nameIDPolicyFormat")),
        *(saml_elements.consumer(each, place, index) for index, each in enumerate(consumers, 1)),
    ]
    signs, wants_signed = provider.flag("wantAuthnRequestsSigned"), provider.flag("wantAssertionsSigned")
    entity = provider.text("entityId") or issuer
    return saml_elements.service_provider(entity, identifier, signs=signs, wants_signed=wants_signed, inside=inside)
