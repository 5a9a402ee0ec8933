"""Forgotten password, first page: who it is."""

from __future__ import annotations

from emulator.login import direct_grant, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "reset_password"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form; nothing to ask of whom a link has brought, or who has logged in with this browser."""
    if attempt.user is not None and attempt.note("action token"):
        return None
    session = attempt.browser_session
    user = attempt.context.tables.user(session.user_id) if session is not None else None
    if user is not None and user.enabled:
        attempt.user = user
        return None
    return Challenge(PAGE, {"username": _suggested(attempt)})


def _suggested(attempt: Attempt) -> str:
    known = attempt.user.username if attempt.user is not None else attempt.note(person.ATTEMPTED_USERNAME)
    return attempt.parameter("login_hint") or known


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Goes on with whoever was named, known or not: the page must not tell which."""
    name = attempt.form.get("username", "").strip()
    if not name:
        attempt.events.append(("RESET_PASSWORD", "username_missing", {}))
        return Challenge(PAGE, {"username": _suggested(attempt)}, {"username": Text("missingUsernameMessage")})
    user = direct_grant.lookup(attempt.context, name)
    if user is None:
        attempt.log.append(f"there is no user '{name}'")
        attempt.events.append(("RESET_PASSWORD", "user_not_found", {"username": name}))
    elif not user.enabled:
        attempt.events.append(("RESET_PASSWORD", "user_disabled", {"username": name, "user": user.id}))
    attempt.set_note(person.ATTEMPTED_USERNAME, name)
    attempt.user = user if user is not None and user.enabled else None
    return None


AUTHENTICATOR = Authenticator("reset-credentials-choose-user", authenticate=authenticate, action=action)
