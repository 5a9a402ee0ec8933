"""Client assertions (RFC 7523): what the two JWT authenticators share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys import typed
from emulator.keys.jws import InvalidToken, Jws
from emulator.protocol import assertions
from emulator.protocol.client_auth import refused
from emulator.realm.views import Client
from emulator.web.call import Call

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FORM = "client_assertion"
_FORM_TYPE = "client_assertion_type"
FEDERATED = "federated-jwt"
"""The authenticator of clients that an identity provider vouches for."""
_FUTURE = 15
_MAX_AGE = 60
_MAX_EXP = "token.endpoint.auth.signing.max.exp"


def decoded(call: Call, types: Collection[str] = (TYPE,)) -> Jws | None:
    """The assertion of the request, nothing of it checked; None where there is none of these types that can be read."""
    if call.form.get(_FORM_TYPE) not in types:
        return None
    return _readable(call)


def _readable(call: Call) -> Jws | None:
    """The assertion; as observed, one whose algorithm is unheard of cannot be read."""
    try:
        assertion = typed.decode(call.form.get(_FORM) or "")
    except InvalidToken:
        return None
    from emulator.tokens import verify

    return assertion if assertion.algorithm in {"", "none", *verify.ALGORITHMS} else None


def subject(call: Call) -> str | None:
    """The client that an assertion names, when the request names it nowhere else; the event tells what the assertion says."""
    assertion = _readable(call)
    if assertion is None:
        return None
    _tell(call, assertion.claims)
    name = assertion.claims.get("sub")
    is_meant = isinstance(name, str) and assertion.claims.get("iss") == name and call.form.get(_FORM_TYPE) == TYPE
    return name if is_meant else None


def _tell(call: Call, claims: Mapping[str, Any]) -> None:
    """Adds what an assertion says of itself to the event."""
    said = {name: claims.get(name) for name in ("jti", "iss", "sub")}
    identifier, issuer, name = (str(value) if isinstance(value, str | int) else None for value in said.values())
    events.note(call.context, client_assertion_id=identifier, client_assertion_issuer=issuer, client_assertion_sub=name)


def read(call: Call, client: Client, error: str = "invalid_client", kind_of_key: str = "") -> Jws:
    """The assertion, its parameters and its subject checked; raises OAuthError, with this ``error`` for what cannot be read."""
    subject(call)
    kind = call.form.get(_FORM_TYPE)
    if kind is None:
        raise _invalid(f"Parameter {_FORM_TYPE} is missing")
    text = call.form.get(_FORM)
    if text is None:
        raise _invalid("client_assertion parameter missing")
    try:
        assertion = typed.decode(text)
    except InvalidToken as unreadable:
        said = f"Client authentication with {kind_of_key}signed JWT failed: {_parse_error(text)}"
        raise OAuthError(error, said, reason=str(unreadable), event="invalid_client_credentials") from unreadable
    if kind != TYPE:
        raise _invalid(f"Parameter {_FORM_TYPE} has value '{kind}' but expected is '{TYPE}'")
    issuer, name = assertion.claims.get("iss"), assertion.claims.get("sub")
    if name != client.client_id or issuer != name:
        reason = f"the assertion's iss is '{issuer}' and its sub '{name}', the client is '{client.client_id}'"
        raise refused("invalid_client", reason)
    return assertion


def _parse_error(text: str) -> str:
    """What Keycloak's parser says, which reaches the client."""
    if text.count(".") == 2 and any(len(part) == 1 for part in text.split(".")):
        return "java.lang.IllegalArgumentException: Input byte[] should at least have 2 bytes for base64 bytes"
    return "java.lang.IllegalArgumentException: Parsing error"


def check_claims(call: Call, client: Client, assertion: Jws) -> None:
    """Audience, times and single use, in Keycloak's order; raises OAuthError."""
    several = call.emulator.settings.openid_allowed.several_audiences
    assertions.check_audience(assertion.claims, _audiences(call.context.issuer), _invalid, several=several)
    limits = assertions.Limits(_FUTURE, client.number(_MAX_EXP) or _MAX_AGE)
    assertions.check_times(call.context, assertion.claims, limits, client.client_id, _invalid)


def check_algorithm(client: Client, assertion: Jws, is_of_kind: Callable[[str], bool] = bool) -> None:
    """Refuses an algorithm that the client is not set to, or that is not of the authenticator's kind."""
    wanted = client.attributes.get("token.endpoint.auth.signing.alg")
    if wanted not in (None, "", assertion.algorithm) or not is_of_kind(assertion.algorithm):
        raise _invalid("Invalid signature algorithm", f"signed with '{assertion.algorithm}', the client is set to '{wanted}'")


def _audiences(issuer: str) -> frozenset[str]:
    base = f"{issuer}/protocol/openid-connect"
    paths = ("/token", "/token/introspect", "/ext/par/request", "/ext/ciba/auth")
    return frozenset({issuer, *(base + path for path in paths)})


def _invalid(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_client", description, reason=reason, event="invalid_client_credentials")
