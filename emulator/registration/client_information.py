"""A client as client metadata (RFC 7591 section 3.2.1, RFC 7592 section 3): what the OpenID Connect endpoint answers."""

from __future__ import annotations

from emulator.core.documents import Document
from emulator.core.json_text import read_json
from emulator.realm.views import Client, Realm
from emulator.registration import metadata
from emulator.registration.validation import unforeseen

_METHODS = {"client-jwt": "private_key_jwt", "client-secret-jwt": "client_secret_jwt", "client-x509": "tls_client_auth"}
_WITHOUT_METHOD = ("federated-jwt",)
_WITH_SECRET = ("client-secret", "client-secret-jwt")
_PAIRWISE = "oidc-sha256-pairwise-sub-mapper"
_ORDER = (
    "redirect_uris", "token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "grant_types", "response_types", "client_id",
    "client_secret", "client_name", "client_uri", "scope", "jwks_uri", "jwks", "sector_identifier_uri", "subject_type",
    "id_token_signed_response_alg", "id_token_encrypted_response_alg", "id_token_encrypted_response_enc", "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc", "request_object_signing_alg", "request_object_encryption_alg",
    "request_object_encryption_enc", "default_acr_values", "request_uris", "tls_client_certificate_bound_access_tokens",
    "tls_client_auth_subject_dn", "dpop_bound_access_tokens", "post_logout_redirect_uris", "client_id_issued_at",
    "client_secret_expires_at", "registration_client_uri", "registration_access_token", "backchannel_logout_uri",
    "backchannel_logout_session_required", "backchannel_token_delivery_mode", "backchannel_client_notification_endpoint",
    "backchannel_authentication_request_signing_alg", "authorization_signed_response_alg", "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc", "require_pushed_authorization_requests", "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
)  # fmt: skip
_TEXTS = {
    **metadata.USERINFO,
    **metadata.ENCRYPTION,
    **metadata.SIGNED_OR_CLEARED,
    "request_object_encryption_alg": "request.object.encryption.alg",
    "request_object_encryption_enc": "request.object.encryption.enc",
    "tls_client_auth_subject_dn": "x509.subjectdn",
    "token_endpoint_auth_signing_alg": "token.endpoint.auth.signing.alg",
    "backchannel_logout_uri": "backchannel.logout.url",
    "frontchannel_logout_uri": "frontchannel.logout.url",
}


def of(realm: Realm, client: Client, uri: str, *, token: str | None = None, issued_at: int | None = None) -> Document:
    """The client information response; ``uri`` is where the client is found, ``issued_at`` (epoch seconds) is told when it is new."""
    document, attributes = client.document, client.attributes
    answer: Document = {"client_id": client.client_id, "client_name": document.get("name"), "client_uri": document.get("baseUrl")}
    answer |= _authentication(client)
    answer |= {"redirect_uris": list(client.redirect_uris), "registration_client_uri": uri, "registration_access_token": token}
    answer |= {"response_types": _response_types(client), "grant_types": _grant_types(client), "client_id_issued_at": issued_at}
    answer["scope"] = " ".join(client.optional_client_scopes)
    answer |= {member: attributes.get(name) for member, name in _TEXTS.items()}
    answer |= {member: attributes[name] for member, name in metadata.CIBA.items() if (attributes.get(name) or "").strip()}
    answer["id_token_signed_response_alg"] = attributes.get("id.token.signed.response.alg") or _default_algorithm(realm)
    answer |= _keys(client)
    answer |= {
        "request_uris": client.texts("request.uris"),
        "tls_client_certificate_bound_access_tokens": client.flag("tls.client.certificate.bound.access.tokens"),
        "post_logout_redirect_uris": _post_logout(client),
        # Keycloak answers with the other switch of the back channel here, as observed.
        "backchannel_logout_session_required": client.flag("backchannel.logout.revoke.offline.tokens"),
        "dpop_bound_access_tokens": client.flag("dpop.bound.access.tokens"),
        "require_pushed_authorization_requests": client.flag("require.pushed.authorization.requests"),
        "frontchannel_logout_session_required": client.flag("frontchannel.logout.session.required", True),
        "default_acr_values": client.texts("default.acr.values") or None,
    }
    answer |= _subjects(client)
    return {name: answer[name] for name in _ORDER if answer.get(name) is not None}


def _authentication(client: Client) -> Document:
    kind = client.authenticator
    if kind == "none":
        return {"token_endpoint_auth_method": "none"}
    members: Document = {}
    if kind == "client-secret":
        method: str | None = client.attributes.get(metadata.ALLOWED_METHOD) or "client_secret_basic"
    elif kind in _METHODS or kind in _WITHOUT_METHOD:
        method = _METHODS.get(kind)
    else:
        raise unforeseen(f"there is no client authenticator '{kind}'")
    if method is not None and (client.protocol == "openid-connect" or metadata.ALLOWED_METHOD in client.attributes):
        members["token_endpoint_auth_method"] = method
    if kind in _WITH_SECRET:
        expires = client.number("client.secret.expiration.time")
        members |= {"client_secret": client.secret or None, "client_secret_expires_at": expires or 0}
    return members


def _response_types(client: Client) -> list[str]:
    found = ["code", "none"] if client.standard_flow else []
    if client.implicit_flow:
        found += ["id_token", "id_token token"]
    if client.standard_flow and client.implicit_flow:
        found += ["code id_token", "code token", "code id_token token"]
    return found


def _grant_types(client: Client) -> list[str]:
    flags = {
        metadata.CODE_GRANT: client.standard_flow,
        metadata.IMPLICIT_GRANT: client.implicit_flow,
        metadata.PASSWORD_GRANT: client.direct_access_grants,
        metadata.CLIENT_CREDENTIALS: client.service_accounts,
        **{grant: client.flag(name) for grant, name in metadata.GRANT_FLAGS.items()},
        metadata.UMA_GRANT: bool(client.document.get("authorizationServicesEnabled")),
        metadata.REFRESH_GRANT: client.flag(metadata.USE_REFRESH_TOKENS, True),
        **{grant: client.flag(name) and not client.public for grant, name in metadata.CONFIDENTIAL_GRANT_FLAGS.items()},
    }
    return [grant for grant, allowed in flags.items() if allowed]


def _default_algorithm(realm: Realm) -> str | None:
    found = realm.default_signature_algorithm
    return found if found and found.strip() and found != "RS256" else None


def _keys(client: Client) -> Document:
    found: Document = {}
    if client.flag("use.jwks.url"):
        found["jwks_uri"] = client.attributes.get("jwks.url")
    if client.flag("use.jwks.string"):
        try:
            found["jwks"] = read_json(client.attributes.get("jwks.string") or "")
        except ValueError as error:
            raise metadata.refused("the client's keys are not JSON") from error
    return found


def _post_logout(client: Client) -> list[str]:
    uris = client.texts("post.logout.redirect.uris")
    if not uris:
        return list(client.redirect_uris)
    if uris[0] == "-":
        return []
    if "+" in uris:
        return list(dict.fromkeys([*(uri for uri in uris if uri != "+"), *client.redirect_uris]))
    return uris


def _subjects(client: Client) -> Document:
    mappers = [mapper for mapper in client.protocol_mappers if mapper.get("protocolMapper") == _PAIRWISE]
    if not mappers:
        return {"subject_type": "public"}
    return {"subject_type": "pairwise", "sector_identifier_uri": (mappers[0].get("config") or {}).get("sectorIdentifierUri")}
