"""Holds by whether another flow was executed (``flow_to_check``, ``check_result``: executed or not-executed)."""

from __future__ import annotations

from emulator.login import executions
from emulator.login.attempt import SUCCESS, Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether one execution of the flow succeeded, or none did."""
    below = executions.flow_of(attempt, execution.config.get("flow_to_check", ""))
    executed = any(attempt.status(one.id) == SUCCESS for one in below.executions)
    return executed != (execution.config.get("check_result") == "not-executed")


AUTHENTICATOR = Authenticator("conditional-sub-flow-executed", matches=matches)
