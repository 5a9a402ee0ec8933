"""Client metadata (RFC 7591 section 2, OpenID Connect Registration section 2) as a ClientRepresentation, as Keycloak reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import RegistrationError
from emulator.realm.gates.client import Metadata
from emulator.registration import jwks, validation
from emulator.registration.validation import unforeseen

CODE_GRANT = "authorization_code"
IMPLICIT_GRANT = "implicit"
PASSWORD_GRANT = "password"
CLIENT_CREDENTIALS = "client_credentials"
REFRESH_GRANT = "refresh_token"
UMA_GRANT = "urn:ietf:params:oauth:grant-type:uma-ticket"
EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ASSERTION_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_FLAGS = {
    "urn:ietf:params:oauth:grant-type:device_code": "oauth2.device.authorization.grant.enabled",
    "urn:openid:params:grant-type:ciba": "oidc.ciba.grant.enabled",
}
CONFIDENTIAL_GRANT_FLAGS = {
    EXCHANGE_GRANT: "standard.token.exchange.enabled",
    ASSERTION_GRANT: "oauth2.jwt.authorization.grant.enabled",
}
USE_REFRESH_TOKENS = "use.refresh.tokens"
ALLOWED_METHOD = "client.secret.authentication.allowed.method"
AUTHENTICATORS = {
    "client_secret_basic": "client-secret",
    "client_secret_post": "client-secret",
    "client_secret_jwt": "client-secret-jwt",
    "private_key_jwt": "client-jwt",
    "tls_client_auth": "client-x509",
}
ENCRYPTION = {
    "id_token_encrypted_response_alg": "id.token.encrypted.response.alg",
    "id_token_encrypted_response_enc": "id.token.encrypted.response.enc",
}
SIGNED_OR_CLEARED = {
    "authorization_signed_response_alg": "authorization.signed.response.alg",
    "authorization_encrypted_response_alg": "authorization.encrypted.response.alg",
    "authorization_encrypted_response_enc": "authorization.encrypted.response.enc",
}
USERINFO = {
    "userinfo_signed_response_alg": "user.info.response.signature.alg",
    "request_object_signing_alg": "request.object.signature.alg",
    "userinfo_encrypted_response_alg": "user.info.encrypted.response.alg",
    "userinfo_encrypted_response_enc": "user.info.encrypted.response.enc",
}
CIBA = {
    "backchannel_token_delivery_mode": "ciba.backchannel.token.delivery.mode",
    "backchannel_client_notification_endpoint": "ciba.backchannel.client.notification.endpoint",
    "backchannel_authentication_request_signing_alg": "ciba.backchannel.auth.request.signing.alg",
}
_PAGES = {"logo_uri": "logoUri", "policy_uri": "policyUri", "tos_uri": "tosUri", "sector_identifier_uri": "sectorIdentifierUri"}
_RESPONSE_TYPES = ("code", "token", "id_token", "none")


class Attributes(dict[str, Any]):
    """Attributes of a representation under way; None takes one away, but only once there is any, as observed."""

    def give(self, name: str, value: Any) -> None:
        """Sets one attribute."""
        if value is not None or self:
            self[name] = str(value).lower() if isinstance(value, bool) else value

    def give_those(self, names: Mapping[str, str], metadata: Mapping[str, Any]) -> None:
        """Sets the attributes of what the metadata has."""
        for member, name in names.items():
            if metadata.get(member) is not None:
                self.give(name, metadata[member])

    def give_list(self, name: str, values: list[str] | None) -> None:
        """Sets an attribute with several texts, where they are given."""
        if values is not None:
            self.give(name, "##".join(str(value) for value in values) or None)


def refused(reason: str) -> RegistrationError:
    """Keycloak's one answer to metadata that it cannot make a client of."""
    return RegistrationError("invalid_client_metadata", "Client metadata invalid", reason=reason)


def subjects(given: Mapping[str, Any]) -> Metadata:
    """What the metadata says of subjects; raises RegistrationError for a kind that there is not."""
    kind = given.get("subject_type")
    if kind is not None and kind.upper() not in ("PUBLIC", "PAIRWISE"):
        raise validation.unforeseen(f"there is no subject type '{kind}'")
    return Metadata(kind is not None and kind.upper() == "PAIRWISE", given.get("sector_identifier_uri"))


def representation(metadata: Mapping[str, Any]) -> Document:
    """The ClientRepresentation that the metadata asks for; raises RegistrationError."""
    document: Document = {"protocol": "openid-connect", "publicClient": False}
    names = {"client_id": "clientId", "client_name": "name", "redirect_uris": "redirectUris", "client_uri": "baseUrl"}
    document |= {name: metadata[member] for member, name in names.items() if metadata.get(member) is not None}
    if metadata.get("scope") is not None:
        document["optionalClientScopes"] = metadata["scope"].split(" ") if metadata["scope"] else []
    attributes = Attributes()
    _flows(metadata, document, attributes)
    _authentication(metadata, document, attributes)
    _keys(metadata, attributes)
    _texts(metadata, document, attributes)
    return {**document, "attributes": attributes}


def _flows(metadata: Mapping[str, Any], document: Document, attributes: Attributes) -> None:
    grants = metadata.get("grant_types")
    types = metadata.get("response_types") or _usual_types(grants)
    wanted = [part for response_type in types for part in _parts(response_type)]
    document["standardFlowEnabled"] = "code" in wanted or "none" in wanted
    document["implicitFlowEnabled"] = "token" in wanted or "id_token" in wanted
    document["directAccessGrantsEnabled"] = PASSWORD_GRANT in (grants or ())
    if grants is None:
        return
    document["serviceAccountsEnabled"] = CLIENT_CREDENTIALS in grants
    for grant, name in {**GRANT_FLAGS, **CONFIDENTIAL_GRANT_FLAGS}.items():
        attributes.give(name, grant in grants)
    document["authorizationServicesEnabled"] = UMA_GRANT in grants
    attributes.give(USE_REFRESH_TOKENS, REFRESH_GRANT in grants)


def _usual_types(grants: list[str] | None) -> list[str]:
    if not grants:
        return ["code"]
    return [kind for grant, kind in ((CODE_GRANT, "code"), (IMPLICIT_GRANT, "id_token")) if grant in grants]


def _parts(response_type: str | None) -> list[str]:
    parts = (response_type or "").strip().split(" ")
    if any(part not in _RESPONSE_TYPES for part in parts) or ("none" in parts and len(parts) > 1):
        raise refused(f"there is no response type '{response_type}'")
    return parts


def _authentication(metadata: Mapping[str, Any], document: Document, attributes: Attributes) -> None:
    method = metadata.get("token_endpoint_auth_method")
    if method == "none":
        document |= {"clientAuthenticatorType": "none", "publicClient": True}
        for grant in CONFIDENTIAL_GRANT_FLAGS:
            if grant in (metadata.get("grant_types") or ()):
                raise refused(f"a public client cannot have the grant {grant}")
        return
    kind = AUTHENTICATORS.get(method) if method is not None else "client-secret"
    if kind is None:
        raise refused(f"there is no client authentication '{method}'")
    document["clientAuthenticatorType"] = kind
    if method is not None and kind == "client-secret":
        attributes.give(ALLOWED_METHOD, method)


def _keys(metadata: Mapping[str, Any], attributes: Attributes) -> None:
    has_key = False
    if metadata.get("jwks") is not None:
        has_key = _own_keys(metadata, attributes)
    elif metadata.get("jwks_uri") is not None:
        attributes.give("use.jwks.url", True)
        attributes.give("jwks.url", metadata["jwks_uri"])
        attributes.give("use.jwks.string", False)
        has_key = True
    if metadata.get("token_endpoint_auth_method") == "private_key_jwt" and not has_key:
        raise refused("a client that signs assertions needs a key that signs")


def _own_keys(metadata: Mapping[str, Any], attributes: Attributes) -> bool:
    if metadata.get("jwks_uri") is not None:
        raise refused("there are both jwks and jwks_uri")
    try:
        keys = jwks.arranged(metadata["jwks"])
        signing = jwks.signing_key(keys)
        of_key = jwks.attributes(signing) if signing is not None else {}
    except ValueError as error:
        raise unforeseen(f"the keys cannot be read: {error}") from error
    attributes.give("jwks.string", jwks.text(keys))
    attributes.give("use.jwks.string", True)
    attributes.give("use.jwks.url", False)
    for name, value in of_key.items():
        attributes.give(name, value)
    return signing is not None


def _texts(metadata: Mapping[str, Any], document: Document, attributes: Attributes) -> None:
    """The rest, in the order in which Keycloak reads it: what comes first decides what is cleared."""
    attributes.give_those(USERINFO, metadata)
    attributes.give_those({"tls_client_certificate_bound_access_tokens": "tls.client.certificate.bound.access.tokens"}, metadata)
    if metadata.get("tls_client_auth_subject_dn") is not None:
        attributes.give("x509.subjectdn", metadata["tls_client_auth_subject_dn"])
        attributes.give("x509.allow.regex.pattern.comparison", False)
    attributes.give("id.token.signed.response.alg", metadata.get("id_token_signed_response_alg"))
    attributes.give_those(ENCRYPTION, metadata)
    for member, name in SIGNED_OR_CLEARED.items():
        attributes.give(name, metadata.get(member))
    attributes.give_list("request.uris", metadata.get("request_uris"))
    attributes.give("token.endpoint.auth.signing.alg", metadata.get("token_endpoint_auth_signing_alg"))
    attributes.give("backchannel.logout.url", metadata.get("backchannel_logout_uri"))
    session, revoke = metadata.get("backchannel_logout_session_required"), metadata.get("backchannel_logout_revoke_offline_tokens")
    attributes.give("backchannel.logout.session.required", True if session is None else session)
    attributes.give("backchannel.logout.revoke.offline.tokens", bool(revoke))
    attributes.give_those(_PAGES, metadata)
    attributes.give_list("post.logout.redirect.uris", metadata.get("post_logout_redirect_uris"))
    attributes.give_those({"dpop_bound_access_tokens": "dpop.bound.access.tokens"}, metadata)
    attributes.give_those(CIBA, metadata)
    attributes.give_those({"require_pushed_authorization_requests": "require.pushed.authorization.requests"}, metadata)
    logout = metadata.get("frontchannel_logout_uri")
    document["frontchannelLogout"] = bool(logout and logout.strip())
    attributes.give("frontchannel.logout.url", logout)
    attributes.give("frontchannel.logout.session.required", bool(metadata.get("frontchannel_logout_session_required")))
    attributes.give_list("default.acr.values", metadata.get("default_acr_values"))
