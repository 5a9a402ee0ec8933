"""An assertion signed with the client secret (client_secret_jwt)."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.keys import public
from emulator.protocol import client_assertion
from emulator.protocol.client_auth import ClientAuthenticator
from emulator.realm.views import Client
from emulator.web.call import Call


def authenticate(call: Call, client: Client) -> None:
    """Raises OAuthError unless the assertion is signed with the client's secret and may be used now."""
    assertion = client_assertion.read(call, client, "unauthorized_client", "client secret ")
    client_assertion.check_algorithm(client, assertion, lambda algorithm: algorithm not in ("", "none"))
    if not client.secret or not public.from_secret(client.secret).verify(assertion):
        # As observed, with two spaces where the signature could be looked at and is wrong.
        by = "client secret " if assertion.algorithm.startswith("HS") else "client secret"
        refusal = f"Client authentication with client secret signed JWT failed: Signature on JWT token by {by} failed validation"
        reason = f"alg '{assertion.algorithm}', client '{client.client_id}'"
        raise OAuthError("unauthorized_client", refusal, reason=reason, event="invalid_client_credentials")
    client_assertion.check_claims(call, client, assertion)


CLIENT_AUTHENTICATOR = ClientAuthenticator("client-secret-jwt", authenticate=authenticate)
