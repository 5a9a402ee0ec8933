"""Holds while the request asks for a level that was not reached, or no longer is (``loa-condition-level``, ``loa-max-age``)."""

from __future__ import annotations

from emulator.login import levels
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow
from emulator.tokens.levels import LEAST


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether this level is to be reached now. The first one always is; another where it is asked for and does not last from before."""
    reached = levels.current(attempt)
    if reached < LEAST:
        return True
    level = levels.level_of(execution) or LEAST
    if levels.requested(attempt) < level:
        return False
    if not levels.lasts(attempt, level, levels.max_age(execution)):
        return True
    if reached < level:
        levels.stand_at(attempt, level)
    return False


def flow_succeeded(attempt: Attempt, execution: Execution) -> None:
    """Notes that the level was reached; later requests know of one that lasts."""
    level = levels.level_of(execution)
    if level is None:
        return
    if levels.max_age(execution) == 0:
        levels.stand_at(attempt, level)
    else:
        levels.reach(attempt, level)


def login_succeeded(attempt: Attempt, execution: Execution) -> None:
    """Refuses a login that ends below a level which the request requires."""
    levels.check_reached(attempt)


AUTHENTICATOR = Authenticator(
    "conditional-level-of-authentication", matches=matches, flow_succeeded=flow_succeeded, login_succeeded=login_succeeded
)
