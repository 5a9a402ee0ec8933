"""Limits how many sessions a user has (``userRealmLimit``, ``userClientLimit``, ``behavior``)."""

from __future__ import annotations

from emulator.login import brute_force, sessions
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.state.records import UserSession


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Ends the oldest sessions, or denies the new one."""
    context, config = attempt.context, execution.config
    mine = [user_session for user_session in context.tables.user_sessions.many("user", attempt.session.user_id) if not user_session.offline]
    here = [user_session for user_session in mine if attempt.client.id in user_session.clients]
    surplus = _surplus(mine, config.get("userRealmLimit", "0")) or _surplus(here, config.get("userClientLimit", "0"))
    if not surplus:
        return None
    if config.get("behavior") == "Terminate oldest session":
        for session in surplus:
            sessions.end(context, session)
        return None
    attempt.log.append(f"user has {len(mine)} sessions already")
    if attempt.user is not None:
        brute_force.failed(context, attempt.user)
    attempt.events.append(("LOGIN", "generic_authentication_error", {"user": "", "username": attempt.typed or None}))
    return Challenge("error", {"message": config.get("errorMessage") or Text("sessionLimitExceeded")}, status=403)


def _surplus(found: list[UserSession], text: str) -> list[UserSession]:
    limit = int(text) if text.isdigit() else 0
    if limit <= 0 or len(found) < limit:
        return []
    return sorted(found, key=lambda one: one.started)[: len(found) - limit + 1]


AUTHENTICATOR = Authenticator("user-session-limits", authenticate=authenticate)
