"""Single sign-on: the session that the browser's identity cookie names."""

from __future__ import annotations

from emulator.login import reauthentication
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the cookie's user; a request that asks for a new login keeps the user and leaves the proof to others."""
    session = attempt.browser_session
    user = attempt.context.tables.user(session.user_id) if session is not None else None
    if session is None or user is None or not user.enabled:
        return Attempted()
    if reauthentication.is_asked_for(attempt, session):
        attempt.user = user
        attempt.set_note("forced reauthentication", "true")
        return Attempted()
    wanted = reauthentication.wanted_level(attempt)
    if wanted > reauthentication.reached_level(attempt, session):
        attempt.user = user
        attempt.set_note("step-up", "true")
        return Attempted()
    attempt.user = user
    attempt.set_note("sso", "true")
    return None


AUTHENTICATOR = Authenticator("auth-cookie", authenticate=authenticate)
