"""Forgotten password: a message with a link, which continues the login where it is opened."""

from __future__ import annotations

from emulator.login import action_token, person
from emulator.login.attempt import END, Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import FlowError, Fork, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

_SENT = ("success", Text("emailSentMessage"))
_FORCE_LOGIN, _ONLY_FEDERATED = "force-login", "only-federated"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Sends the link where there is a user with an address, and says the same in all cases."""
    if attempt.note("action token"):
        user = attempt.known_user()
        if not user.email_verified:
            attempt.update_user(emailVerified=True)
        if _has_to_log_in(execution, user):
            attempt.set_note(END, "none")
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


def _has_to_log_in(execution: Execution, user: User) -> bool:
    """Whether the link logs nobody in; without a word on it that are users of a directory. Raises FlowError for a word that is none."""
    wanted = (execution.config.get(_FORCE_LOGIN) or _ONLY_FEDERATED).lower()
    if wanted == _ONLY_FEDERATED:
        return bool(user.document.get("federationLink"))
    if wanted not in ("true", "false"):
        raise FlowError(Text("invalidUserMessage"), reason=f"{_FORCE_LOGIN} is '{wanted}'")
    return wanted == "true"


def _typed(attempt: Attempt) -> str:
    """How the user was named on the page before."""
    return attempt.note(person.ATTEMPTED_USERNAME) or attempt.known_user().username


AUTHENTICATOR = Authenticator("reset-credential-email", authenticate=authenticate)
