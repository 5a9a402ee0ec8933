"""Single sign-on: the session that the browser's identity cookie names."""

from __future__ import annotations

from emulator.login import completed, forwarded, identity_first, levels, reauthentication
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the cookie's user; a request that asks for more keeps the user and leaves the proof to others."""
    session = attempt.browser_session
    user = attempt.context.tables.user(session.user_id) if session is not None else None
    if session is None or user is None or not user.enabled:
        return Attempted()
    attempt.user = user
    levels.take_over(attempt, session)
    if reauthentication.is_asked_for(attempt, session):
        attempt.set_note("forced reauthentication", "true")
        forwarded.say(attempt, Text("reauthenticate"))
        return Attempted()
    if attempt.note(reauthentication.FORKED):
        attempt.set_note("forced reauthentication", "true")
        return Attempted()
    completed.take_over(attempt, execution, session)
    reached = levels.highest_before(attempt)
    levels.stand_at(attempt, reached)
    if levels.requested(attempt) > reached:
        if attempt.parameter("kc_action"):
            forwarded.say(attempt, Text("authenticateStrong"))
        return Attempted()
    if identity_first.is_open(attempt, user):
        attempt.set_note(identity_first.OPEN, identity_first.SESSION)
        return Attempted()
    attempt.set_note("sso", "true")
    return None


AUTHENTICATOR = Authenticator("auth-cookie", authenticate=authenticate)
