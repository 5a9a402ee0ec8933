"""Request objects (OpenID Connect Core section 6, RFC 9101): the parameters of an authorization request as a JWT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core import fetch
from emulator.core.errors import OAuthError, PageError
from emulator.core.json_text import read_json
from emulator.keys import jws, public, typed
from emulator.keys.jws import Jws
from emulator.login import redirect_uris
from emulator.protocol import ciba_parameters
from emulator.protocol.client_auth import client_jwt
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.web.call import Call

_ALGORITHM = "request.object.signature.alg"
_ENCRYPTION, _CONTENT_ENCRYPTION = "request.object.encryption.alg", "request.object.encryption.enc"
_JWS_DOTS, _JWE_DOTS = 2, 4
_REQUIRED = "request.object.required"
_URIS = "request.uris"
_OF_ANOTHER = "The client_id parameter doesn't match the one from OIDC 'request' or 'request_uri'"
_NAMES_ANOTHER = "The request_uri claim should not be set in the request object"
_OTHER_ALGORITHM = "Request object signed with different algorithm than client requested algorithm"
_UNVERIFIED = "Failed to verify signature on 'request' object"
_META = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "typ")


def is_registered(client: Client, uri: str) -> bool:
    """Whether ``request_uri`` is among the client's ``request.uris``, which may end with a wildcard."""
    patterns = [one for one in (client.attributes.get(_URIS) or "").split("##") if one]
    return uri.startswith(("http://", "https://")) and any(redirect_uris.matches(pattern, uri) for pattern in patterns)


def fetched(call: Call, client: Client, uri: str) -> str:
    """The request object at a URL of the client; raises the error page."""
    if not is_registered(client, uri):
        raise refused("request_uri is not among the client's request URIs", "Specified 'request_uri' not allowed for this client.")
    try:
        return call.answers.ask(("request object", uri), lambda: fetch.get(uri).decode().strip(), own_thread=True)
    except (fetch.FetchError, ValueError) as error:
        raise refused(f"the request object at {uri} could not be fetched: {error}") from error


def parameters(call: Call, client: Client, text: str) -> dict[str, str]:
    """The parameters inside a request object that the client may send; raises the error page."""
    claims = _claims(call, client, text)
    named = claims.get("client_id")
    if named is not None and named != client.client_id:
        raise refused(f"the request object is of client '{named}'", _OF_ANOTHER)
    if "request_uri" in claims:
        raise refused("the request object names another one by request_uri", _NAMES_ANOTHER)
    call.context.terms.request_object = claims
    return {name: _text(value) for name, value in claims.items() if name not in _META and value is not None}


def _claims(call: Call, client: Client, text: str) -> Mapping[str, Any]:
    """What the object says: signed, encrypted, or both; one that is encrypted alone where the client need not sign."""
    if text.count(".") == _JWE_DOTS:
        text = _decrypted(call, client, text)
        call.context.terms.request_object_encrypted = True
        if text.count(".") != _JWS_DOTS or text.startswith("{"):
            return _unsigned(client, text)
    try:
        token = typed.with_header(jws.decode(text if text.count(".") == _JWS_DOTS else "", any_payload=True))
    except jws.InvalidToken as error:
        raise refused(f"the request object cannot be read: {error}", _fault(text)) from error
    _verify(call, client, token)
    return token.claims


def _decrypted(call: Call, client: Client, text: str) -> str:
    """The content of an object that is encrypted for one of the realm's keys, by its ``kid`` or else for the first of them."""
    from emulator.keys import encrypt

    try:
        header = encrypt.header(text)
    except encrypt.InvalidEncryption as error:
        raise refused(f"the encrypted request object cannot be read: {error}", _fault(text)) from error
    for attribute, name in ((_ENCRYPTION, "alg"), (_CONTENT_ENCRYPTION, "enc")):
        wanted = client.attributes.get(attribute)
        if wanted and wanted != header.get(name):
            raise refused(f"the request object is encrypted with '{header.get(name)}', the client is set to '{wanted}'")
    kid = header.get("kid")
    fitting = [key for key in call.context.keys.all() if key.use == "ENC" and key.status != "DISABLED" and key.type != "OCT"]
    key = next((key for key in fitting if kid is None or key.kid == kid), None)
    if key is None:
        raise refused(f"the realm has no key '{kid}' to decrypt the request object with")
    try:
        return encrypt.decrypt(text, key).decode()
    except (encrypt.InvalidEncryption, UnicodeDecodeError) as error:
        raise refused(f"the request object cannot be decrypted: {error}") from error


def _unsigned(client: Client, text: str) -> Mapping[str, Any]:
    if client.attributes.get(_ALGORITHM):
        raise refused("the request object is encrypted and not signed, and the client is set to sign")
    try:
        claims = read_json(text)
    except ValueError as error:
        raise refused(f"the content of the request object cannot be read: {error}") from error
    # As observed, other JSON than an object says nothing.
    return claims if isinstance(claims, dict) else {}


def _verify(call: Call, client: Client, signed: Jws) -> None:
    wanted = client.attributes.get(_ALGORITHM)
    if wanted and wanted != signed.algorithm:
        raise refused(f"the request object is signed with '{signed.algorithm}', the client is set to '{wanted}'", _OTHER_ALGORITHM)
    if signed.algorithm == "none":
        return
    if signed.algorithm.startswith("HS"):
        key = public.from_secret(client.secret) if client.secret else None
    else:
        key = client_jwt.find_key(call, client, signed)
    if key is None or not key.verify(signed):
        raise refused("the signature of the request object does not fit a key of the client", _UNVERIFIED)


def _fault(text: str) -> str:
    """What Keycloak says of an object that it cannot read."""
    try:
        ciba_parameters.taken_apart(text)
    except OAuthError as error:
        return error.description or ""
    return _UNVERIFIED


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        import json

        return json.dumps(value)
    return str(value)


def required(client: Client) -> str:
    """``request only``, ``request_uri only``, ``request or request_uri``, or ``not required``."""
    return client.attributes.get(_REQUIRED) or "not required"


def refused(reason: str, said: str = "") -> PageError:
    """Keycloak's page for every fault of a request object; ``said`` is the reason in its event."""
    return PageError(Text("invalidRequestMessage"), reason=reason, said=said)
