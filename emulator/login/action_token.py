"""Action tokens: signed links that continue a login, or ask a user to do something (as observed: HS512, ``typ`` names the handler)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.context import Context
from emulator.keys import jws
from emulator.realm.views import Client, User
from emulator.state.browser import AuthenticationSession
from emulator.state.records import Expiring

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt

VERIFY_EMAIL = "verify-email"
RESET_CREDENTIALS = "reset-credentials"
UPDATE_EMAIL = "update-email"
EXECUTE_ACTIONS = "execute-actions"
LINK_PROVIDER = "idp-verify-account-via-email"
_TO_SPEND = "action token to spend"
_DAY = 86400


def lifespan(context: Context, kind: str) -> int:
    """Seconds that a token which a user asked for lives; the realm may say so for each kind."""
    return context.realm.number(f"actionTokenGeneratedByUserLifespan.{kind}", context.realm.action_token_user_lifespan)


def is_spent(context: Context, identifier: str) -> bool:
    """Whether the token with this ``jti`` was used up."""
    return f"action:{identifier}" in context.tables.single_use


def spend(context: Context, identifier: str, expires: object = None) -> None:
    """Uses a token up; ``expires`` is when it would have ended."""
    until = expires if isinstance(expires, int) else context.clock.seconds() + _DAY
    context.tables.single_use.put(f"action:{identifier}", Expiring(f"action:{identifier}", until))


def spend_at_end(attempt: Attempt, identifier: str) -> None:
    """The token is used up when the login that it goes on with is through."""
    attempt.set_note(_TO_SPEND, identifier)


def end(attempt: Attempt) -> None:
    """The login is through."""
    if attempt.note(_TO_SPEND):
        spend(attempt.context, attempt.note(_TO_SPEND))


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
