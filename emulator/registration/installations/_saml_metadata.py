"""Metadata of both sides of a login by SAML: the application's, and the realm's."""

from __future__ import annotations

from emulator.broker import saml_elements
from emulator.broker.saml_elements import ARTIFACT, POST, REDIRECT, SOAP
from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import _saml

_CONSUMER = {
    POST: "saml_assertion_consumer_url_post", REDIRECT: "saml_assertion_consumer_url_redirect", ARTIFACT: "saml_artifact_binding_url",
}  # fmt: skip
_LOGOUT = {
    POST: "saml_single_logout_service_url_post", REDIRECT: "saml_single_logout_service_url_redirect",
    ARTIFACT: "saml_single_logout_service_url_artifact",
}  # fmt: skip
_NOWHERE = "ERROR:ENDPOINT_NOT_SET"
_FORMATS = ("2.0:nameid-format:persistent", "2.0:nameid-format:transient", "1.1:nameid-format:unspecified",
            "1.1:nameid-format:emailAddress")  # fmt: skip


def application(context: Context, client: Client) -> str:
    """What the application says of itself, as its client in the realm knows it."""
    settings = _saml.of(client)
    login = logout = POST if client.attributes.get("saml.force.post.binding") == "true" else REDIRECT
    if client.attributes.get("saml.artifact.binding") == "true":
        login = ARTIFACT
        logout = ARTIFACT if client.attributes.get(_LOGOUT[ARTIFACT]) else logout
    inside = [
        saml_elements.key("signing", settings.signing_certificate) if settings.signs else "",
        saml_elements.key("encryption", settings.encryption_certificate) if settings.encrypts else "",
        saml_elements.service("SingleLogoutService", logout, _place(client, _LOGOUT[logout])),
        saml_elements.name_id_format(settings.name_id_format),
        saml_elements.consumer(login, _place(client, _CONSUMER[login]), 1),
    ]
    identifier, wants_signed = context.ids.uuid(), settings.assertions_signed
    return saml_elements.service_provider(client.client_id, identifier, signs=settings.signs, wants_signed=wants_signed, inside=inside)


def _place(client: Client, attribute: str) -> str:
    """An address of the application; as observed its administration's stands in for one that is not said."""
    places = (str(client.attributes.get(attribute) or ""), str(client.document.get("adminUrl") or ""))
    return next((place for place in places if place.strip()), _NOWHERE)


def realm(context: Context, base: str) -> str:
    """What the realm says of itself."""
    issuer = f"{base}/realms/{context.realm.name}"
    place = f"{issuer}/protocol/saml"
    signing = (key for key in context.keys.all() if key.use == "SIG" and key.algorithm == "RS256" and key.certificate is not None)
    inside = [
        *(saml_elements.key("signing", str(key.certificate), key.kid) for key in signing),
        saml_elements.service("ArtifactResolutionService", SOAP, f"{place}/resolve", index=0),
        *(saml_elements.service("SingleLogoutService", binding, place) for binding in (POST, REDIRECT, ARTIFACT, SOAP)),
        *(saml_elements.name_id_format(f"urn:oasis:names:tc:SAML:{name}") for name in _FORMATS),
        *(saml_elements.service("SingleSignOnService", binding, place) for binding in (POST, REDIRECT, SOAP, ARTIFACT)),
    ]
    return saml_elements.identity_provider(issuer, inside)
