"""Holds while the request asks for a level that was not reached, or no longer is (``loa-condition-level``, ``loa-max-age``)."""

from __future__ import annotations

from emulator.login import reauthentication
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether this level is to be reached now; a level that a session reached lasts ``loa-max-age`` seconds."""
    level = _number(execution.config.get("loa-condition-level", ""))
    if level is None:
        return False
    reached = int(attempt.note("level") or reauthentication.NO_LEVEL)
    wanted = reauthentication.wanted_level(attempt)
    if reached >= level or (wanted < level and (reached >= 0 or wanted >= 0)):
        return False
    since = reauthentication.reached_at(attempt.browser_session, level)
    lasts = _number(execution.config.get("loa-max-age", "36000")) or 0
    forced = attempt.note("forced reauthentication")
    if since is not None and not forced and since + lasts > attempt.context.clock.seconds():
        reauthentication.reach(attempt, level)
        return False
    return True


def succeeded(attempt: Attempt, execution: Execution) -> None:
    """Called when the flow around the condition is through."""
    level = _number(execution.config.get("loa-condition-level", ""))
    if level is not None:
        reauthentication.reach(attempt, level)


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


AUTHENTICATOR = Authenticator("conditional-level-of-authentication", matches=matches)
