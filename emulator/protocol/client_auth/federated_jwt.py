"""An assertion signed by an identity provider, which knows the client by a name of its own."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.protocol import assertions, client_assertion, provider_assertions, vouching
from emulator.protocol.client_auth import ClientAuthenticator, refused
from emulator.realm.views import Client
from emulator.web.call import Call


def authenticate(call: Call, client: Client) -> None:
    """Raises OAuthError unless a provider of the realm asserts that it is this client."""
    client_assertion.subject(call)
    assertion = vouching.assertion(call)
    vouched = vouching.of(call, assertion) if assertion is not None else None
    if assertion is None or vouched is None or not vouching.speaks_for(vouched, assertion):
        raise refused("invalid_client", "no provider of the realm asserts who the client is")
    owner, provider = vouched.client, vouched.provider
    if vouched.kind != vouched.expected:
        refusal = f"Parameter client_assertion_type has value '{vouched.kind}' but expected is '{vouched.expected}'"
        raise _invalid(refusal, f"provider '{provider.alias}' is of the kind '{provider.provider}'")
    if owner.id != client.id:
        refusal = "client_id parameter does not match authenticated client"
        raise _invalid(refusal, f"the assertion is for '{owner.client_id}', the request of '{client.client_id}'")
    if assertion.algorithm not in provider_assertions.ALGORITHMS:
        raise _invalid("Invalid signature algorithm", f"the assertion is signed with '{assertion.algorithm}'")
    if not provider_assertions.is_signed(call, provider, assertion):
        raise refused("invalid_client", f"the assertion's signature fits none of the keys of '{provider.alias}'")
    audience = provider_assertions.own_audience(provider) or frozenset({call.context.issuer})
    assertions.check_audience(assertion.claims, audience, _invalid)
    limits = provider_assertions.limits(provider, provider_assertions.SKEW, "fedClientAssertionMaxExp", "supportsClientAssertionReuse")
    assertions.check_times(call.context, assertion.claims, limits, f"provider {provider.alias}", _invalid)


def _invalid(description: str, reason: str) -> OAuthError:
    return OAuthError("invalid_client", description, reason=reason, event="invalid_client_credentials")


CLIENT_AUTHENTICATOR = ClientAuthenticator("federated-jwt", authenticate=authenticate)
