"""VERIFY_EMAIL: a link that proves the address."""

from __future__ import annotations

from emulator.login import action_token, actions, mail_cooldown
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "verify_email"
ALIAS = "VERIFY_EMAIL"
_SENT = "verify email sent to"
_ACTIVATE = ("warning", Text("verifyEmailMessage"))


def is_due(attempt: Attempt, user: User) -> bool:
    """Whether the realm wants verified addresses and this one is not."""
    return attempt.context.realm.verify_email and not user.email_verified


def challenge(attempt: Attempt) -> Outcome:
    """The page that says that a message was sent; the first time, the message. Where an application asks for it, the page asks first."""
    user = attempt.known_user()
    if user.email_verified:
        return None
    if not user.email.strip():
        actions.fail(attempt, ALIAS)
        return None
    if attempt.note(_SENT) != user.email and not actions.is_initiated(attempt):
        _send(attempt, user)
    return _page(attempt, user)


def process(attempt: Attempt) -> Outcome:
    """Sends the message, or sends it again, unless the last one is too young."""
    user = attempt.known_user()
    wait = mail_cooldown.remaining(attempt, ALIAS)
    if wait:
        return _page(attempt, user, ("error", mail_cooldown.text(wait)))
    _send(attempt, user, custom_required_action=ALIAS)
    return _page(attempt, user)


def _page(attempt: Attempt, user: User, message: tuple[str, str] | None = None) -> Challenge:
    initiated = actions.is_initiated(attempt)
    values = {"email": user.email, "initiated": initiated, "sent": bool(attempt.note(_SENT))}
    return Challenge(PAGE, values, message=message or (None if initiated else _ACTIVATE))


def _send(attempt: Attempt, user: User, **details: str) -> None:
    attempt.set_note(_SENT, user.email)
    lifespan = action_token.lifespan(attempt.context, action_token.VERIFY_EMAIL)
    token = action_token.make(
        attempt.context, action_token.VERIFY_EMAIL, user, attempt.client, lifespan, session=attempt.session, eml=user.email
    )  # fmt: skip
    attempt.mail.append(("email-verification", user, {"token": token, "minutes": lifespan // 60}))
    attempt.events.append(("SEND_VERIFY_EMAIL", "", {"email": user.email, **details}))
    mail_cooldown.begin(attempt, ALIAS)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("VERIFY_EMAIL", challenge=challenge, process=process, is_due=is_due)
