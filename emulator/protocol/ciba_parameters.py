"""What a backchannel authentication request asks for: its form, and a signed request object (OpenID CIBA Core section 7.1.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from emulator.core import fetch
from emulator.core.errors import OAuthError
from emulator.core.whole_numbers import int32
from emulator.keys import jws, typed
from emulator.login import redirect_uris
from emulator.protocol.client_auth import client_jwt
from emulator.realm.views import Client
from emulator.tokens.draft import java_order
from emulator.web.call import Call

SIGNING = "ciba.backchannel.auth.request.signing.alg"
_URIS = "request.uris"
_NUMBERS = ("requested_expiry", "max_age")
_STRANGE = re.compile(r"[^A-Za-z0-9_+/=-]")
_NOTHING = "e30"
"""An empty object, as a part of a token."""
_KNOWN = frozenset(
    {
        "request", "request_uri", "scope", "client_notification_token", "acr_values", "login_hint_token", "id_token_hint", "login_hint",
        "binding_message", "user_code", "requested_expiry", "prompt", "nonce", "max_age", "ui_locales", "claims", "client_id",
        "client_secret",
    }
)  # fmt: skip
_MOST, _LONGEST = 5, 200
"""Of other parameters, as observed: how many are told the channel, and how long their values may be."""


def sent(call: Call) -> dict[str, str]:
    """The form, of a parameter that came twice the first value."""
    return dict(reversed(list(call.form)))


def read(call: Call, client: Client) -> dict[str, str]:
    """The parameters of a request, those of a request object in the place of the form's; raises OAuthError."""
    form = sent(call)
    _check_numbers(form)
    if "request" in form and "request_uri" in form:
        raise _invalid("Illegal to use both 'request' and 'request_uri' parameters together")
    text = form.get("request")
    if "request_uri" in form:
        text = _fetched(call, client, form["request_uri"])
    if text is None:
        return form
    claims = {name: _text(value) for name, value in _verified(call, client, text).claims.items()}
    _check_numbers(claims)
    return {**form, **claims}


def others(call: Call, parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters that the standard does not know, as far as the channel is told of them."""
    own = {name for name, _ in call.form}
    names = [*java_order(own), *java_order(set(parameters) - own)]
    fitting = [name for name in names if name not in _KNOWN and 0 < len(parameters[name]) <= _LONGEST and parameters[name].strip()]
    return {name: parameters[name] for name in fitting[:_MOST]}


def _verified(call: Call, client: Client, text: str) -> jws.Jws:
    token = taken_apart(text)
    if not token.algorithm:
        raise _invalid("Signed algorithm not specified")
    if token.algorithm == "none":
        raise _invalid("None signed algorithm is not allowed")
    if token.algorithm.startswith("HS"):
        raise _invalid("Signed algorithm is not allowed")
    if token.algorithm != _wanted(call, client):
        raise _invalid(
            "Client requested algorithm not registered in advance or request signed with different algorithm other than client requested "
            "algorithm"
        )
    key = client_jwt.find_key(call, client, token)
    try:
        signed = typed.with_header(jws.decode(text, any_payload=True))
    except jws.InvalidToken as error:
        raise _invalid("Failed to verify signature", f"the request object cannot be read: {error}") from error
    if key is None or not key.verify(signed):
        raise _invalid("Failed to verify signature")
    call.context.terms.request_object = signed.claims
    return signed


def taken_apart(text: str) -> jws.Jws:
    """The object without its content, which is read once it is clear who signed; raises OAuthError, in Keycloak's words."""
    head, dot, rest = text.partition(".")
    if dot and not head:
        raise _invalid("Could not infer header from JWT")
    strange = _STRANGE.search(head)
    if strange:
        raise _invalid(f"Illegal base64 character {ord(strange[0]):x}")
    if len(head) == 1:
        # What Java's base64 says of a single letter.
        raise _invalid("Input byte[] should at least have 2 bytes for base64 bytes")
    try:
        header = jws.decode_object(head, or_none=True)
    except jws.InvalidToken as error:
        raise _invalid("Failed to parse JWT header", f"the request object cannot be read: {error}") from error
    if "enc" in header:
        raise _invalid("Encrypted request object is not allowed")
    try:
        _, parted, signature = rest.partition(".")
        return typed.with_header(jws.decode(".".join([head, _NOTHING, *([signature] if parted else [])])))
    except jws.InvalidToken as error:
        raise _invalid("Failed to build JWS", f"the request object cannot be read: {error}") from error


def _wanted(call: Call, client: Client) -> str:
    return client.attributes.get(SIGNING) or call.context.realm.attributes.get("cibaBackchannelAuthRequestSigningAlg") or ""


def _fetched(call: Call, client: Client, uri: str) -> str:
    patterns = [pattern for pattern in (client.attributes.get(_URIS) or "").split("##") if pattern]
    if not uri.startswith(("http://", "https://")) or not any(redirect_uris.matches(pattern, uri) for pattern in patterns):
        raise _invalid("Specified 'request_uri' not allowed for this client.")
    try:
        return call.answers.ask(("request object", uri), lambda: fetch.get(uri).decode().strip(), own_thread=True)
    except (fetch.FetchError, ValueError) as error:
        raise _invalid("Failed to fetch request_uri", f"the request object at {uri} could not be fetched: {error}") from error


def _check_numbers(parameters: Mapping[str, str]) -> None:
    for name in _NUMBERS:
        value = parameters.get(name)
        if value is not None and int32(value) is None:
            raise _invalid(f'For input string: "{value}"')


def _text(value: object) -> str:
    if isinstance(value, bool | None | dict | list):
        return json.dumps(value, separators=(",", ":"))
    return str(value)


def _invalid(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_request", description, reason=reason)
