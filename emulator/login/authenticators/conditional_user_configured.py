"""Holds when the user can use the other executions of the flow."""

from __future__ import annotations

from emulator.login import executions
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """All required ones, or, where there are none, one alternative."""
    steps = [one for one in flow.executions if not executions.is_condition(one)]
    required = [one for one in steps if one.requirement == "REQUIRED"]
    if required:
        return all(executions.configured(attempt, one) for one in required)
    return any(executions.configured(attempt, one) for one in steps)


AUTHENTICATOR = Authenticator("conditional-user-configured", matches=matches)
