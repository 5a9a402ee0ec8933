"""Forgotten password: a message with a link, which continues the login where it is opened."""

from __future__ import annotations

from emulator.login import action_token, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Fork, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

_SENT = ("success", Text("emailSentMessage"))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Sends the link where there is a user with an address, and says the same in all cases."""
    if attempt.note("action token"):
        user = attempt.known_user()
        if not user.email_verified:
            attempt.update_user(emailVerified=True)
        return None
    known = attempt.user
    if known is not None and known.email:
        seconds = action_token.lifespan(attempt.context, action_token.RESET_CREDENTIALS)
        token = action_token.make(
            attempt.context, action_token.RESET_CREDENTIALS, known, attempt.client, seconds, session=attempt.session, eml=known.email
        )
        attempt.mail.append(("password-reset", known, {"token": token, "minutes": seconds // 60}))
        attempt.events.append(("SEND_RESET_PASSWORD", "", {"email": known.email, "username": _typed(attempt)}))
    elif known is not None:
        attempt.events.append(("RESET_PASSWORD", "invalid_email", {"username": _typed(attempt)}))
    return Fork(_SENT)


def _typed(attempt: Attempt) -> str:
    """How the user was named on the page before."""
    return attempt.note(person.ATTEMPTED_USERNAME) or attempt.known_user().username


AUTHENTICATOR = Authenticator("reset-credential-email", authenticate=authenticate)
