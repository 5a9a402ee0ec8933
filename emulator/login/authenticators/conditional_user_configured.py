"""Holds when the user can use the other executions of the flow."""

from __future__ import annotations

from emulator.login import executions
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """All required ones, or, where there are none, one alternative; as observed, flows inside of it do not count."""
    steps = [step for step in flow.executions if not step.flow and not executions.is_condition(step)]
    required = [step for step in steps if step.requirement == "REQUIRED"]
    if required:
        return all(_is_configured(attempt, step) for step in required)
    alternatives = [step for step in steps if step.requirement == "ALTERNATIVE"]
    return not alternatives or any(_is_configured(attempt, step) for step in alternatives)


def _is_configured(attempt: Attempt, execution: Execution) -> bool:
    member, user = executions.member_of(execution), attempt.user
    if user is None:
        return member.is_configured and not member.requires_user
    return member.is_configured and member.configured_for(attempt, user)


AUTHENTICATOR = Authenticator("conditional-user-configured", matches=matches)
