"""JWT authorization grant (RFC 7523 section 2.1): tokens for the user whom an identity provider's assertion names."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from emulator import client_policies
from emulator.broker import links
from emulator.configuration.features import IDENTITY_ASSERTION
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys import jws, typed
from emulator.keys.jws import Jws
from emulator.login.sessions import join, start
from emulator.protocol import assertions, provider_assertions
from emulator.protocol.grants import Grant
from emulator.realm.views import Client, IdentityProvider, User
from emulator.tokens import scopes, verify
from emulator.tokens.decision import Decision
from emulator.web.call import Call

ENABLED, PROVIDERS, AUDIENCE = (f"oauth2.jwt.authorization.grant.{name}" for name in ("enabled", "idp", "audience"))
"""The client attributes that allow the grant, name its providers, and the audience that their assertions have in place of the usual."""
_SEVERAL = "##"
_ID_JAG = "oauth-id-jag+jwt"


def decide(call: Call, client: Client) -> Decision:
    """A token of the linked user, without a session that is kept."""
    context = call.context
    assertion = _assertion(call)
    issuer, subject = _claim(assertion, "iss"), _claim(assertion, "sub")
    events.note(context, identity_provider_issuer=issuer, identity_provider_user_id=subject)
    if client.public:
        raise _invalid("Public client not allowed to use authorization grant")
    if not client.flag(ENABLED):
        raise _invalid("JWT Authorization Grant is not supported for the requested client")
    identity = IDENTITY_ASSERTION in call.emulator.settings.features and assertion.header.get("typ") == _ID_JAG
    if identity:
        _check_owner(client, assertion)
    for name, value in (("iss", issuer), ("sub", subject)):
        if value is None:
            raise _invalid(f"Missing claim: {name}")
    provider = _provider(call, client, issuer or "")
    _check(call, provider, assertion, identity=identity)
    user = _user(call, provider, subject or "")
    events.note(context, user=user, username=user.username)
    scope = _scope(call, client, user)
    said = {"assertion": call.form.get("assertion") or ""}
    client_policies.trigger(context, "JWT_AUTHORIZATION_GRANT", client, said, scope=scope, provider=provider.alias)
    assertions.check_audience(assertion.claims, _audiences(call, client, provider), _invalid)
    in_force = scopes.permitted(context.tables, client, user, scope, _visible(call, client, scope))
    session, mine = join(context, start(context, user), client, scope)
    limited = provider.flag("jwtAuthorizationGrantLimitAccessTokenExp")
    return Decision(
        "ag", client, user, session, mine, scope, in_force, transient=True, refresh=False, id_token=scopes.has_openid(scope),
        until=int(assertion.claims["exp"]) if limited else 0,
    )  # fmt: skip


def _assertion(call: Call) -> Jws:
    text = call.form.get("assertion")
    if text is None:
        raise _invalid("Missing parameter:assertion")
    try:
        assertion = typed.decode(text)
        if assertion.algorithm not in ("", "none", *verify.ALGORITHMS):
            raise jws.InvalidToken(f"nobody knows the algorithm '{assertion.algorithm}'")
    except jws.InvalidToken as error:
        raise _invalid("The provided assertion is not a valid JWT", str(error)) from error
    return assertion


def _claim(assertion: Jws, name: str) -> str | None:
    value = assertion.claims.get(name)
    return value if isinstance(value, str) else None


def _provider(call: Call, client: Client, issuer: str) -> IdentityProvider:
    provider = links.issuing(call.tables, issuer, "grant")
    if provider is None:
        raise _invalid("No Identity Provider for provided issuer", f"no identity provider is '{issuer}' and takes assertions")
    events.note(call.context, identity_provider=provider.alias)
    if provider.alias not in client.attributes.get(PROVIDERS, "").split(_SEVERAL):
        raise _invalid("Identity Provider is not allowed for the client", f"the client's attribute does not name '{provider.alias}'")
    return provider


def _check_owner(client: Client, assertion: Jws) -> None:
    """An identity assertion names the client that may bring it; raises OAuthError."""
    named = assertion.claims.get("client_id")
    if named != client.client_id:
        shown = "null" if named is None else named
        raise _invalid(f"client id in assertion : {shown} and client id in request header/body : {client.client_id}")


def _check(call: Call, provider: IdentityProvider, assertion: Jws, *, identity: bool) -> None:
    """Algorithm, signature, times and single use of an assertion; one of an identity comes once, whatever the provider allows.

    Raises OAuthError.
    """
    wanted = provider.text("jwtAuthorizationGrantAssertionSignatureAlg") or assertion.algorithm
    if assertion.algorithm != wanted or assertion.algorithm not in provider_assertions.ALGORITHMS:
        raise _invalid("Invalid signature algorithm", f"the assertion is signed with '{assertion.algorithm}'")
    if not provider_assertions.is_signed(call, provider, assertion):
        raise _invalid("Invalid signature", f"it fits none of the keys of '{provider.alias}'")
    skew = "jwtAuthorizationGrantAllowedClockSkew" if provider.provider == links.ASSERTING else provider_assertions.SKEW
    limits = provider_assertions.limits(
        provider, skew, "jwtAuthorizationGrantMaxAllowedAssertionExpiration", "jwtAuthorizationGrantAssertionReuseAllowed"
    )
    if identity:
        limits = replace(limits, reusable=False)
        if not isinstance(assertion.claims.get("iat"), int | float):
            raise _invalid("Token iat claim is required")
    owner = f"identities of {provider.alias}" if identity else f"provider {provider.alias}"
    assertions.check_times(call.context, assertion.claims, limits, owner, _invalid)


def _user(call: Call, provider: IdentityProvider, subject: str) -> User:
    user = links.user(call.tables, provider.alias, subject)
    if user is None:
        raise _invalid("User not found", f"nobody is linked to '{subject}' of '{provider.alias}'")
    if not user.enabled:
        raise _invalid("User is not enabled", f"user '{user.username}' is not enabled")
    if user.required_actions:
        raise _invalid("Account is not fully set up", f"user '{user.username}' has actions to do: {', '.join(user.required_actions)}")
    return user


def _scope(call: Call, client: Client, user: User) -> str | None:
    """The scope parameter; what asks for an offline session does not count, as there is no session."""
    scope = call.form.get("scope")
    scopes.check(call.tables, client, scope)
    if client.consent_required and not any(consent.get("clientId") == client.client_id for consent in user.consents):
        refusal = f"Missing consents for the client {client.client_id}"
        events.note(call.context, reason=refusal)
        raise OAuthError("invalid_scope", refusal, event="consent_denied")
    return " ".join(word for word in scope.split() if word != scopes.OFFLINE_ACCESS) if scope is not None else None


def _visible(call: Call, client: Client, scope: str | None) -> frozenset[str] | None:
    """Names of the client scopes that a policy lets through, and of those that no scope parameter speaks of; None for all."""
    only = call.context.terms.only_scopes
    if only is None:
        return None
    return only | {found.name for found in scopes.requested(call.tables, client, scope) if not found.in_token_scope}


def _audiences(call: Call, client: Client, provider: IdentityProvider) -> frozenset[str]:
    issuer = call.context.issuer
    usual = provider_assertions.own_audience(provider) or frozenset({issuer, f"{issuer}/protocol/openid-connect/token"})
    text = client.attributes.get(AUDIENCE)
    if not text:
        return usual
    try:
        pairs: Any = json.loads(text)
        own = frozenset(str(pair["value"]) for pair in pairs if pair["key"] == provider.alias)
    except (ValueError, TypeError, KeyError) as error:
        raise _invalid(f"Could not deserialize json: {text}", "the client's attribute is no list of keys and values") from error
    return own or usual


def _invalid(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_grant", description, reason=reason, event="invalid_request")


GRANT = Grant(name="urn:ietf:params:oauth:grant-type:jwt-bearer", event="JWT_AUTHORIZATION_GRANT", decide=decide)
