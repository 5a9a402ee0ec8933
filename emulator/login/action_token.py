"""Action tokens: signed links that continue a login, or ask a user to do something (as observed: HS512, ``typ`` names the handler)."""

from __future__ import annotations

from typing import Any

from emulator.context import Context
from emulator.keys import jws
from emulator.realm.views import Client, User
from emulator.state.browser import AuthenticationSession

VERIFY_EMAIL = "verify-email"
RESET_CREDENTIALS = "reset-credentials"
UPDATE_EMAIL = "update-email"
EXECUTE_ACTIONS = "execute-actions"
LINK_PROVIDER = "idp-verify-account-via-email"


def lifespan(context: Context, kind: str) -> int:
    """Seconds that a token which a user asked for lives; the realm may say so for each kind."""
    return context.realm.number(f"actionTokenGeneratedByUserLifespan.{kind}", context.realm.action_token_user_lifespan)


def make(
    context: Context,
    kind: str,
    user: User | None,
    client: Client,
    seconds: int,
    *,
    session: AuthenticationSession | None = None,
    identifier: str = "",
    **claims: Any,
) -> str:
    """A signed token of this kind for the user, or for somebody who is none yet; ``claims`` go behind the usual ones in the order given.

    ``identifier`` is its ``jti`` where that has a meaning.
    """
    now = context.clock.seconds()
    identifier = identifier or context.ids.uuid()
    content = {
        "exp": now + seconds,
        "iat": now,
        "jti": identifier,
        "iss": context.issuer,
        "aud": context.issuer,
        **({"sub": user.id} if user is not None else {}),
        "typ": kind,
        "azp": client.client_id,
        "nonce": identifier,
    }
    if session is not None:
        content["asid"] = f"{session.root}.{session.id}.{client.id}"
    return jws.sign(context.keys.active("HS512"), {**content, **{name: value for name, value in claims.items() if value is not None}})
