"""Client assertions (RFC 7523): what the two JWT authenticators share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.keys.jws import Jws
from emulator.protocol import assertions
from emulator.protocol.client_auth import refused
from emulator.realm.views import Client
from emulator.web.call import Call

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FORM = "client_assertion"
_FORM_TYPE = "client_assertion_type"
FEDERATED = "federated-jwt"
"""The authenticator of clients that an identity provider vouches for."""
_ISSUER, _SUBJECT = "jwt.credential.issuer", "jwt.credential.sub"
_FUTURE = 15
_MAX_AGE = 60
_MAX_EXP = "token.endpoint.auth.signing.max.exp"


def decoded(call: Call) -> Jws | None:
    """The assertion of the request, nothing of it checked; None where there is none of the usual type that can be read."""
    if call.form.get(_FORM_TYPE) != TYPE:
        return None
    try:
        return jws.decode(call.form.get(_FORM) or "")
    except jws.InvalidToken:
        return None


def federated(call: Call, assertion: Jws) -> Client | None:
    """The enabled client that an identity provider of the realm knows by the assertion's subject."""
    issuer, name = assertion.claims.get("iss"), assertion.claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(name, str) or not call.tables.realm.identity_providers:
        return None
    from emulator.broker import links

    provider = links.issuing(call.tables, issuer, "client")
    if provider is None:
        return None
    known = call.tables.derive(("federated clients", provider.alias), lambda: _known(call, provider.alias))
    return known.get(name)


def _known(call: Call, alias: str) -> dict[str, Client]:
    clients = [Client(document) for document in call.tables.clients]
    mine = (one for one in clients if one.enabled and one.authenticator == FEDERATED and one.attributes.get(_ISSUER) == alias)
    return {one.attributes.get(_SUBJECT, ""): one for one in mine}


def subject(call: Call) -> str | None:
    """The client that an assertion names, when the request names it nowhere else; the event tells what the assertion says."""
    try:
        claims = jws.decode(call.form.get(_FORM) or "").claims
    except jws.InvalidToken:
        return None
    _tell(call, claims)
    found = claims.get("sub")
    return found if isinstance(found, str) and call.form.get(_FORM_TYPE) == TYPE else None


def _tell(call: Call, claims: Mapping[str, Any]) -> None:
    """Adds what an assertion says of itself to the event."""
    said = {name: claims.get(name) for name in ("jti", "iss", "sub")}
    identifier, issuer, name = (value if isinstance(value, str) else None for value in said.values())
    events.note(call.context, client_assertion_id=identifier, client_assertion_issuer=issuer, client_assertion_sub=name)


def read(call: Call, client: Client) -> Jws:
    """The assertion, its parameters and its subject checked; raises OAuthError."""
    subject(call)
    kind = call.form.get(_FORM_TYPE)
    if kind is None:
        raise _invalid(f"Parameter {_FORM_TYPE} is missing")
    text = call.form.get(_FORM)
    if text is None:
        raise _invalid("client_assertion parameter missing")
    try:
        assertion = jws.decode(text)
    except jws.InvalidToken as error:
        raise _invalid(f"Client authentication with signed JWT failed: {_parse_error(text)}", str(error)) from error
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
    assertions.check_audience(assertion.claims, _audiences(call.context.issuer), _invalid)
    limits = assertions.Limits(_FUTURE, client.number(_MAX_EXP) or _MAX_AGE)
    assertions.check_times(call.context, assertion.claims, limits, client.client_id, _invalid)


def check_algorithm(client: Client, assertion: Jws) -> None:
    """Refuses an algorithm that the client is not set to."""
    wanted = client.attributes.get("token.endpoint.auth.signing.alg")
    if wanted not in (None, "", assertion.algorithm):
        raise _invalid("Invalid signature algorithm", f"signed with '{assertion.algorithm}', the client is set to '{wanted}'")


def _audiences(issuer: str) -> frozenset[str]:
    base = f"{issuer}/protocol/openid-connect"
    paths = ("/token", "/token/introspect", "/ext/par/request", "/ext/ciba/auth")
    return frozenset({issuer, *(base + path for path in paths)})


def _invalid(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_client", description, reason=reason, event="invalid_client_credentials")
