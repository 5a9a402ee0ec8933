"""Refresh tokens as they come back: at the token endpoint and at logout."""

from __future__ import annotations

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.realm.views import Client
from emulator.tokens import verify
from emulator.tokens.verify import Verified

_KINDS = ("Refresh", "Offline")


def verified(context: Context, text: str, *, expired_too: bool = False) -> Verified:
    """A refresh token of the realm; raises Keycloak's ``invalid_grant``. ``expired_too`` accepts one past its end."""
    try:
        token = verify.signed(context, text)
        if token.text("typ") not in _KINDS:
            raise verify.NotValid(f"its typ is '{token.text('typ')}', not Refresh or Offline")
        if token.claims.get("iss") != context.issuer:
            raise verify.NotValid(f"issued by '{token.claims.get('iss')}', not by '{context.issuer}'")
    except verify.NotValid as error:
        raise OAuthError("invalid_grant", "Invalid refresh token", reason=str(error), event="invalid_token") from error
    if not expired_too:
        try:
            verify.check(context, token)
        except verify.NotValid as error:
            raise OAuthError("invalid_grant", "Token is not active", reason=str(error), event="invalid_token") from error
    return token


def check_client(token: Verified, client: Client) -> None:
    """Refuses a token that was issued to another client."""
    if token.text("azp") != client.client_id:
        raise OAuthError(
            "invalid_grant",
            "Invalid refresh token. Token client and authorized client don't match",
            reason=f"the token is of client '{token.text('azp')}', not of '{client.client_id}'",
            event="invalid_token",
        )


def check_key(context: Context, token: Verified) -> None:
    """Refuses a token that is bound to a key (RFC 9449) which the request has not proven to have. Raises OAuthError."""
    bound = token.claims.get("cnf")
    if not isinstance(bound, dict) or "jkt" not in bound:
        return
    from emulator.tokens import dpop

    why = dpop.binding_fault(token.claims, context.terms.proven_key) if context.terms.proven_key else dpop.MISSING
    if why:
        events.note(context, reason=why)
        raise OAuthError("invalid_grant", why, event="invalid_token")
