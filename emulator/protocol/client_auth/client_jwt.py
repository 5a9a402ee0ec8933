"""An assertion signed with the client's private key (private_key_jwt)."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.core.json_text import read_json
from emulator.keys import public
from emulator.keys.jws import Jws
from emulator.keys.public import PublicKey
from emulator.keys.remote import NO_KEYS, Wanted
from emulator.protocol import client_assertion
from emulator.protocol.client_auth import ClientAuthenticator
from emulator.realm.views import Client
from emulator.web.call import Call

_NOT_LOADED = "Client authentication with signed JWT failed: Error when loading public keys: {}"


def authenticate(call: Call, client: Client) -> None:
    """Raises OAuthError unless the assertion is signed with a key of the client and may be used now."""
    assertion = client_assertion.read(call, client)
    client_assertion.check_algorithm(client, assertion, public.is_asymmetric)
    key = find_key(call, client, assertion)
    if key is None:
        error = _fault(call, client, assertion.kid)
        reason = f"client '{client.client_id}' has no key '{assertion.kid}' for '{assertion.algorithm}'"
        refusal = _NOT_LOADED.format(error) if error else "Unable to load public key"
        raise OAuthError("invalid_client", refusal, reason=reason, event="client_credentials_setup_required")
    events.note(call.context, client_jwt_kid=key.kid if _has_key_set(client) else key.identifier)
    if not key.verify(assertion):
        refusal = "Client authentication with signed JWT failed: Signature on JWT token failed validation"
        reason = f"alg '{assertion.algorithm}', client '{client.client_id}'"
        raise OAuthError("invalid_client", refusal, reason=reason, event="invalid_client_credentials")
    client_assertion.check_claims(call, client, assertion)


def key_set_url(client: Client) -> str:
    """Where the client publishes its keys; empty when it does not."""
    return client.attributes.get("jwks.url", "") if client.flag("use.jwks.url") else ""


def find_key(call: Call, client: Client, token: Jws) -> PublicKey | None:
    """The client's key for a token that it signed."""
    keys = _keys(call, client, token.kid)
    if not _has_key_set(client):
        return next((key for key in keys if key.fits(token.algorithm) and token.kid in (None, key.identifier)), None)
    if token.kid is None:
        return public.choose(keys, token.algorithm)
    return next((key for key in keys if key.kid == token.kid), None)


def _has_key_set(client: Client) -> bool:
    return client.flag("use.jwks.url") or client.flag("use.jwks.string")


def published(call: Call, client: Client, wanted: Wanted) -> Sequence[PublicKey]:
    """The keys at the client's URL, with a ``wanted`` one if there is any; none when they cannot be fetched."""
    fetched = call.emulator.remote_keys.at(call.answers, key_set_url(client), wanted)
    if fetched.error:
        call.log.append(f"no keys of client '{client.client_id}': {fetched.error}")
    return fetched.keys


def _fault(call: Call, client: Client, kid: str | None) -> str:
    """Why the keys at the client's URL could not be fetched; empty where they were, or it has no URL."""
    url = key_set_url(client)
    return call.emulator.remote_keys.at(call.answers, url, _signs(kid)).error if url else ""


def _signs(kid: str | None) -> Wanted:
    return lambda key: key.use == "sig" and kid in (None, key.kid)


def _keys(call: Call, client: Client, kid: str | None) -> Sequence[PublicKey]:
    attributes = client.attributes
    if key_set_url(client):
        return [key for key in published(call, client, _signs(kid)) if key.use == "sig"]
    try:
        if client.flag("use.jwks.string"):
            return _key_set(attributes.get("jwks.string", ""))
        if attributes.get("jwt.credential.certificate"):
            return [public.from_certificate(attributes["jwt.credential.certificate"])]
        if attributes.get("jwt.credential.public.key"):
            return [public.from_public_key(attributes["jwt.credential.public.key"])]
    except ValueError as error:
        call.log.append(f"the key of client '{client.client_id}' cannot be read: {error}")
    return ()


def _key_set(text: str) -> list[PublicKey]:
    """The signature keys of a key set; only those that say so are used."""
    document = read_json(text)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise OAuthError("invalid_client", _NOT_LOADED.format(NO_KEYS), reason="the client's jwks.string has no list 'keys'")
    return [key for key in public.from_jwks(document) if key.use == "sig"]


CLIENT_AUTHENTICATOR = ClientAuthenticator("client-jwt", authenticate=authenticate)
