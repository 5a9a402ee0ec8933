"""Request objects (OpenID Connect Core section 6, RFC 9101): the parameters of an authorization request as a JWT."""

from __future__ import annotations

from emulator.core import fetch
from emulator.core.errors import PageError
from emulator.keys import jws, public
from emulator.keys.jws import Jws
from emulator.login import redirect_uris
from emulator.protocol.client_auth import client_jwt
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.web.call import Call

_ALGORITHM = "request.object.signature.alg"
_REQUIRED = "request.object.required"
_URIS = "request.uris"
_META = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "typ")


def is_registered(client: Client, uri: str) -> bool:
    """Whether ``request_uri`` is among the client's ``request.uris``, which may end with a wildcard."""
    patterns = [one for one in (client.attributes.get(_URIS) or "").split("##") if one]
    return uri.startswith(("http://", "https://")) and any(redirect_uris.matches(pattern, uri) for pattern in patterns)


def fetched(call: Call, client: Client, uri: str) -> str:
    """The request object at a URL of the client; raises the error page."""
    if not is_registered(client, uri):
        raise refused("request_uri is not among the client's request URIs")
    try:
        return call.answers.ask(("request object", uri), lambda: fetch.get(uri).decode().strip(), own_thread=True)
    except (fetch.FetchError, ValueError) as error:
        raise refused(f"the request object at {uri} could not be fetched: {error}") from error


def parameters(call: Call, client: Client, text: str) -> dict[str, str]:
    """The parameters inside a request object that the client may send; raises the error page."""
    try:
        token = jws.decode(text if text.count(".") == 2 else "")
    except jws.InvalidToken as error:
        raise refused(f"the request object cannot be read: {error}") from error
    _verify(call, client, token)
    named = token.claims.get("client_id")
    if named is not None and named != client.client_id:
        raise refused(f"the request object is of client '{named}'")
    call.context.terms.request_object = token.claims
    return {name: _text(value) for name, value in token.claims.items() if name not in _META and value is not None}


def _verify(call: Call, client: Client, found: Jws) -> None:
    wanted = client.attributes.get(_ALGORITHM) or "any"
    if wanted not in ("any", found.algorithm):
        raise refused(f"the request object is signed with '{found.algorithm}', the client is set to '{wanted}'")
    if found.algorithm == "none":
        return
    if found.algorithm.startswith("HS"):
        key = public.from_secret(client.secret) if client.secret else None
    else:
        key = client_jwt.find_key(call, client, found)
    if key is None or not key.verify(found):
        raise refused("the signature of the request object does not fit a key of the client")


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


def refused(reason: str) -> PageError:
    """Keycloak's page for every fault of a request object."""
    return PageError(Text("invalidRequestMessage"), reason=reason)
