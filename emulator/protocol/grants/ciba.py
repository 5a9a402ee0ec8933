"""CIBA (OpenID CIBA Core section 10): no authentication request was ever accepted, so none can be exchanged."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.protocol.ciba import ENABLED
from emulator.realm.views import Client
from emulator.tokens.issue import Decision
from emulator.web.call import Call

GRANT_TYPE = "urn:openid:params:grant-type:ciba"
EVENT = "AUTHREQID_TO_TOKEN"


def decide(call: Call, client: Client) -> Decision:
    """Raises OAuthError."""
    if not client.flag(ENABLED):
        raise OAuthError("invalid_grant", "Client not allowed OIDC CIBA Grant")
    if call.form.get("auth_req_id") is None:
        raise OAuthError("invalid_request", "Missing parameter: auth_req_id")
    raise OAuthError("invalid_grant", "Invalid Auth Req ID", reason="no authentication request with this id is under way")
