"""Tokens that hold only together with a key of the client's (DPoP, RFC 9449), at the endpoints that issue and renew them.

Only what has a proof, or needs one, comes here: where other tokens are issued and checked, nothing is imported.
"""

from __future__ import annotations

from collections.abc import Mapping

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.protocol import confirmation
from emulator.realm.views import Client
from emulator.tokens import dpop
from emulator.tokens.decision import Decision
from emulator.tokens.verify import Verified

_EVENT = "invalid_dpop_proof"
_PARAMETER = "dpop_jkt"
_OTHER = "DPoP Proof public key thumbprint does not match dpop_jkt"


def accept(context: Context) -> None:
    """Notes which key the request proves to have; raises OAuthError for a proof that does not hold, or that is not there."""
    try:
        context.terms.proven_key = dpop.thumbprint(context, context.presented())
    except dpop.Refused as error:
        events.note(context, reason=str(error))
        raise OAuthError("invalid_request", str(error), event=_EVENT) from error


def bind(context: Context, client: Client, decision: Decision) -> None:
    """Ties the tokens of a decision to the key that was proven; of the refresh tokens only those of public clients."""
    proof = dpop.confirmation(context.terms.proven_key)
    if not context.terms.binds_refresh_only:
        decision.confirmation = {**(decision.confirmation or {}), **proof}
    if client.public:
        decision.refresh_confirmation = {**(decision.refresh_confirmation or {}), **proof}


def check_subject(context: Context, client: Client, token: Verified) -> None:
    """Refuses to exchange a token for another client than its own, or with another key than its own. Raises OAuthError."""
    confirmation.check_own(client, token)
    why = dpop.binding_fault(token.claims, context.terms.proven_key) if context.terms.proven_key else dpop.MISSING
    if why:
        events.note(context, reason=why)
        raise OAuthError("invalid_request", why, event=_EVENT)


def check_code(context: Context, parameters: Mapping[str, str]) -> None:
    """Refuses a code that was asked for with another key than the proven one (RFC 9449 section 10). Raises OAuthError."""
    asked = parameters.get(_PARAMETER)
    if asked is None:
        return
    if not context.terms.proven_key:
        raise _refused(context, "DPoP Proof missing")
    if asked != context.terms.proven_key:
        raise _refused(context, _OTHER)


def pushed(context: Context, parameters: Mapping[str, str]) -> dict[str, str]:
    """A pushed request for the key that its proof was made with (RFC 9449 section 10.1); raises OAuthError for another key's."""
    if parameters.get(_PARAMETER, context.terms.proven_key) != context.terms.proven_key:
        raise OAuthError("invalid_request", f"{_OTHER}.")
    return {**parameters, _PARAMETER: context.terms.proven_key}


def _refused(context: Context, description: str) -> OAuthError:
    events.note(context, reason=description)
    return OAuthError("invalid_request", description, event="invalid_request")


def is_bound(token: Verified) -> bool:
    """Whether the token is bound to a key."""
    bound = token.claims.get("cnf")
    return isinstance(bound, dict) and dpop.JKT in bound
