"""Tokens that hold only together with the client's certificate (RFC 8705 section 3).

Only what has a client with this attribute comes here: where other tokens are issued and checked, nothing is imported.
"""

from __future__ import annotations

import hmac

from emulator.context import events
from emulator.core.errors import BearerError, OAuthError
from emulator.keys.client_certificates import thumbprint
from emulator.realm.views import Client
from emulator.tokens.decision import Decision
from emulator.tokens.verify import Verified
from emulator.web.call import Call
from emulator.web.client_certificate import presented

_MISSING = "Client Certification missing for MTLS HoK Token Binding"
_OTHER = "Client certificate missing, or its thumbprint and one in the token did NOT match"
_METHOD = "x5t#S256"


def bind(call: Call, decision: Decision, *, required: bool = True) -> None:
    """Ties the tokens of a decision to the certificate: without one nothing is issued, or, where it is not required, nothing is tied."""
    certificates = presented(call)
    if not certificates and required:
        raise OAuthError("invalid_request", _MISSING, reason="the client's tokens are bound to a certificate, and none came")
    if certificates:
        decision.confirmation = {_METHOD: thumbprint(certificates[0])}
        decision.refresh_confirmation = decision.confirmation if required else None


def check_refresh(call: Call, client: Client, token: Verified, *, at_logout: bool = False) -> None:
    """Refuses a refresh token that the certificate does not go with. Raises OAuthError."""
    why = _fault(call, token)
    if not why:
        return
    if at_logout:
        events.note(call.context, reason=_OTHER)
    raise OAuthError("unauthorized_client", _OTHER, 401, reason=why, event="not_allowed")


def check_access(call: Call, token: Verified) -> None:
    """Refuses, at userinfo, an access token that the certificate does not go with. Raises BearerError."""
    why = _fault(call, token)
    if why:
        raise BearerError("", "invalid_token", _OTHER, reason=why, event="not_allowed")


def check_subject(call: Call, client: Client, token: Verified) -> None:
    """Refuses to exchange a bound token for another client, or without its certificate. Raises OAuthError."""
    check_own(client, token)
    why = _fault(call, token)
    if why:
        raise OAuthError("invalid_request", _OTHER, reason=why)


def check_own(client: Client, token: Verified) -> None:
    """Refuses to exchange a bound token for a client that it was not issued to. Raises OAuthError."""
    if token.text("azp") != client.client_id:
        refusal = "Sender-constrained token exchange rejected as the token was not issued for the requesting client"
        raise OAuthError("invalid_request", refusal, reason=f"the token is of client '{token.text('azp')}', not of '{client.client_id}'")


def _fault(call: Call, token: Verified) -> str:
    """Why the token does not hold with the request's certificate; empty when it does."""
    confirmation = token.claims.get("cnf")
    bound = confirmation.get(_METHOD) if isinstance(confirmation, dict) else None
    if not isinstance(bound, str):
        return "the token is bound to no certificate"
    certificates = presented(call)
    if not certificates:
        return "no certificate came with a token that is bound to one"
    same = hmac.compare_digest(bound.encode(), thumbprint(certificates[0]).encode())
    return "" if same else "the token is bound to another certificate"
