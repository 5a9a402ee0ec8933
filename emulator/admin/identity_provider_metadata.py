"""What identity providers and their mappers can be configured with, and the configuration that another server publishes of itself."""

from __future__ import annotations

import base64
from typing import Any

from emulator.admin import _key_files
from emulator.admin import identity_provider_types as descriptions
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.broker import outgoing, saml_metadata
from emulator.broker.identity import BrokerError
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import read_json
from emulator.realm.gates import identity_provider as gate
from emulator.realm.views import IdentityProvider
from emulator.web import media_type, multipart
from emulator.web.response import JSON, Response, json_response

_VIEW = ("view-identity-providers", "manage-identity-providers")
_MANAGE = "manage-identity-providers"
_PUBLISHED = {
    "authorization_endpoint": "authorizationUrl",
    "token_endpoint": "tokenUrl",
    "userinfo_endpoint": "userInfoUrl",
    "introspection_endpoint": "tokenIntrospectionUrl",
    "end_session_endpoint": "logoutUrl",
    "issuer": "issuer",
}
_SAML = "saml"
_OPENID = ("oidc", "keycloak-oidc")
_BAD_REQUEST = {"error": "HTTP 400 Bad Request"}
_NO_KEY = _key_files.missing("Invalid certificate/key in file")
_NO_KEY_IN_SET = _key_files.missing("Certificate or key error loding from uploaded file")
_UNPARSED = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}


def factory(admin: AdminCall) -> Response:
    """A kind of provider, with what it can be configured with beside the usual."""
    identifier = admin.call.parameters["provider"]
    known = descriptions.types()["providers"].get(identifier)
    if known is None or identifier in gate.OF_FEATURES:
        raise AdminError(400, _BAD_REQUEST, f"there is no identity provider '{identifier}'")
    described = {"name": known["name"], "id": identifier, "configProperties": known["configProperties"]}
    return found({**described, "helpText": "", "configMetadata": []})


def _provider(admin: AdminCall) -> dict[str, Any]:
    for one in admin.tables.document.get("identityProviders") or ():
        if admin.call.parameters["alias"] in (one.get("alias"), one.get("internalId")):
            return dict(one)
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def mapper_types(admin: AdminCall) -> Response:
    """The mappers that a provider takes, by id, each with its properties."""
    known = descriptions.types()
    accepted = known["providers"].get(str(_provider(admin).get("providerId")), {}).get("mappers", ())
    return found({name: known["mappers"][name] for name in accepted})


def export(admin: AdminCall) -> Response:
    """What a provider by SAML is told of the realm; nothing for the others."""
    provider = IdentityProvider(_provider(admin))
    if provider.provider != _SAML:
        return done(no_cache=True)
    key = admin.context.keys.active("RS256") if provider.flag("wantAuthnRequestsSigned") else None
    certificate = key.certificate_der if key is not None else None
    signing = (key.kid, base64.b64encode(certificate).decode()) if key is not None and certificate is not None else None
    text = saml_metadata.descriptor(provider, admin.context.issuer, admin.context.ids.uuid(), signing)
    return Response(200, "application/xml", text.encode(), [("Cache-Control", "no-cache")])


def reload_keys(admin: AdminCall) -> Response:
    """Forgets the provider's keys, so that they are fetched when they are next needed; whether it has any at a URL."""
    provider = _provider(admin)
    config = provider.get("config") or {}
    at_a_url = all(str(config.get(name)).lower() == "true" for name in ("validateSignature", "useJwksUrl")) and config.get("jwksUrl")
    if at_a_url:
        admin.call.emulator.remote_keys.forget(str(config["jwksUrl"]))
    return found(bool(at_a_url))


def upload(admin: AdminCall) -> Response:
    """What the form's file has: a key, a certificate or a key set, for whoever configures a provider. Nothing is kept."""
    try:
        values = _key_files.read(admin)
    except _key_files.Missing as error:
        raise AdminError(400, _NO_KEY_IN_SET if error.in_set else _NO_KEY, str(error)) from error
    if values == {"certificate": ""}:
        raise AdminError(500, UNKNOWN_ERROR, "the file is empty")
    return json_response(values, charset=True)


def import_config(admin: AdminCall) -> Response:
    """The config of a provider whose metadata is at ``fromUrl``, where the server is asked now, or in the file of a form."""
    if admin.call.content_type == "multipart/form-data":
        return _of_file(admin)
    media_type.consumes(admin.call, JSON, "")
    body = admin.call.json(alone=False) if admin.call.body else {}
    if not isinstance(body, dict):
        raise AdminError(400, _UNPARSED, "the body is not a JSON object")
    provider_id, url = body.get("providerId"), body.get("fromUrl")
    if not provider_id or not url:
        raise AdminError(400, _BAD_REQUEST, "providerId and fromUrl are needed")
    if not isinstance(provider_id, str) or provider_id not in descriptions.types()["providers"]:
        raise AdminError(500, UNKNOWN_ERROR, f"there is no identity provider '{provider_id}'")
    address = str(url)
    try:
        answer = admin.context.answers.ask(("metadata", address), lambda: outgoing.get(address, {}), own_thread=True)
    except BrokerError as error:
        raise AdminError(500, UNKNOWN_ERROR, str(error)) from error
    config = _config(_metadata(answer, address)) if provider_id in _OPENID else {}
    return found({**config, "metadataDescriptorUrl": address})


def _of_file(admin: AdminCall) -> Response:
    parts = multipart.parts(admin.call)
    provider_id = parts.get("providerId", b"").decode("utf-8", "replace")
    if not provider_id or "file" not in parts:
        raise AdminError(400, _BAD_REQUEST, "providerId and file are needed")
    text = parts["file"].decode("utf-8", "replace")
    if provider_id in _OPENID:
        return json_response(_config(_metadata(text, "the file")), charset=True)
    if provider_id != _SAML:
        return json_response({}, charset=True)
    try:
        return json_response(saml_metadata.config(text, admin.context.clock.now()), charset=True)
    except saml_metadata.Unreadable as error:
        raise AdminError(500, UNKNOWN_ERROR, str(error)) from error


def _metadata(text: str, address: str) -> dict[str, Any]:
    try:
        metadata = read_json(text)
    except ValueError as error:
        raise AdminError(500, {**_UNPARSED, "error": "invalid_request"}, f"{address} answered no JSON: {error}") from error
    if not isinstance(metadata, dict):
        raise AdminError(500, _UNPARSED, f"{address} answered no JSON object")
    return metadata


def _config(metadata: dict[str, Any]) -> dict[str, str]:
    config = {ours: str(metadata[theirs]) for theirs, ours in _PUBLISHED.items() if metadata.get(theirs) is not None}
    if metadata.get("jwks_uri"):
        config |= {"jwksUrl": str(metadata["jwks_uri"]), "validateSignature": "true", "useJwksUrl": "true"}
    return config


_ONE = "/identity-provider/instances/{alias}"
ROUTES = [
    route("GET", "/identity-provider/providers/{provider}", factory, *_VIEW),
    route("POST", "/identity-provider/import-config", import_config, _MANAGE, media="", reads="{}"),
    route("POST", "/identity-provider/upload-certificate", upload, _MANAGE, media=""),
    route("GET", f"{_ONE}/mapper-types", mapper_types, *_VIEW),
    route("GET", f"{_ONE}/export", export, *_VIEW),
    route("GET", f"{_ONE}/reload-keys", reload_keys, _MANAGE),
]
