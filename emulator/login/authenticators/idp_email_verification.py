"""Verify existing account by email: whose account it is gets a link, which continues the login."""

from __future__ import annotations

from emulator.login import action_token, brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution

PAGE = "link_email"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success once the link was followed; passed over where the realm has no mail server, or the account no address.

    Whoever has typed in another name or address at the review has to prove the account in another way.
    """
    user = brokered.existing(attempt)
    if attempt.note(brokered.USERNAME_CHANGED) or attempt.note(brokered.EMAIL_CHANGED):
        return Attempted()
    if user is None or not user.email or not (attempt.context.realm.document.get("smtpServer") or {}).get("host"):
        return Attempted()
    if attempt.note(brokered.VERIFIED) == user.id:
        attempt.user = user
        if not user.email_verified and user.email.lower() == brokered.identity_of(attempt).email.lower():
            attempt.update_user(emailVerified=True)
        return None
    return _sent(attempt)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Sends the link again, or finds that it was followed."""
    return authenticate(attempt, execution)


def _sent(attempt: Attempt) -> Outcome:
    user, identity, provider = brokered.existing(attempt), brokered.identity_of(attempt), brokered.provider_of(attempt)
    if user is None:
        return Attempted()
    seconds = action_token.lifespan(attempt.context, action_token.LINK_PROVIDER)
    token = action_token.make(
        attempt.context, action_token.LINK_PROVIDER, user, attempt.client, seconds, session=attempt.session,
        idpu=identity.broker_username, idpa=identity.alias, eml=user.email,
    )  # fmt: skip
    values = {"token": token, "minutes": seconds // 60, "provider": provider.name, "username": identity.broker_username}
    attempt.events.append(("SEND_IDENTITY_PROVIDER_LINK", "", {"email": user.email, "username": user.username, "user": user.id}))
    attempt.mail.append(("identity-provider-link", user, values))
    return Challenge(PAGE, {"provider": provider.name, "username": identity.broker_username})


AUTHENTICATOR = Authenticator("idp-email-verification", authenticate=authenticate, action=action, is_configured=False)
