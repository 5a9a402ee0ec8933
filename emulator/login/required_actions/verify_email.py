"""VERIFY_EMAIL: a link that proves the address."""

from __future__ import annotations

from emulator.login import action_token
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.views import User

PAGE = "verify_email"
_SENT = "verify email sent to"


def is_due(attempt: Attempt, user: User) -> bool:
    """Whether the realm wants verified addresses and this one is not."""
    return attempt.context.realm.verify_email and not user.email_verified


def challenge(attempt: Attempt) -> Outcome:
    """The page that says that a message was sent; the first time, the message."""
    user = attempt.known_user()
    if user.email_verified or not user.email:
        return None
    if attempt.note(_SENT) != user.email:
        _send(attempt, user)
    return Challenge(PAGE, {"email": user.email}, message=("warning", "You need to verify your email address to activate your account."))


def process(attempt: Attempt) -> Outcome:
    """Sends the message again."""
    user = attempt.known_user()
    _send(attempt, user)
    return Challenge(PAGE, {"email": user.email}, message=("warning", "You need to verify your email address to activate your account."))


def _send(attempt: Attempt, user: User) -> None:
    attempt.set_note(_SENT, user.email)
    lifespan = action_token.lifespan(attempt.context, "verify-email")
    token = action_token.make(attempt.context, "verify-email", user, attempt.client, lifespan, session=attempt.session, eml=user.email)
    attempt.mail.append(("email-verification", user, {"token": token, "minutes": lifespan // 60}))
