"""Client id and secret, in the form or else in the Authorization header (RFC 6749 section 2.3.1)."""

from __future__ import annotations

import hmac

from emulator.protocol.client_auth import ClientAuthenticator, basic, refused
from emulator.realm.views import Client
from emulator.web.call import Call


def authenticate(call: Call, client: Client) -> None:
    """Raises OAuthError unless the request carries the client's secret."""
    sent = call.form.get("client_secret")
    if sent is None and (pair := basic(call)) is not None:
        sent = pair[1]
    if sent is None:
        raise refused("unauthorized_client", f"client '{client.client_id}' sent no secret")
    if not client.secret or not hmac.compare_digest(sent.encode("utf-8", "replace"), client.secret.encode()):
        raise refused("unauthorized_client", f"the secret of client '{client.client_id}' is wrong")


CLIENT_AUTHENTICATOR = ClientAuthenticator("client-secret", authenticate=authenticate)
