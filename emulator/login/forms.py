"""Registration: one page, several form actions behind it (a flow of the provider ``form-flow``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from emulator.login import user_profile
from emulator.login.attempt import SUCCESS, Attempt
from emulator.login.executions import flow_of
from emulator.login.form_actions import FORM_ACTIONS, FormAction
from emulator.login.outcome import Challenge, FlowError, Outcome
from emulator.realm.executions import Execution


def show(attempt: Attempt, execution: Execution) -> Outcome:
    """The empty form."""
    attempt.session = replace(attempt.session, execution=execution.id)
    return _page(attempt, execution, {}, {})


def act(attempt: Attempt, execution: Execution) -> Outcome:
    """Validates what was posted with every action of the form, then lets each succeed; the page again when one finds a fault."""
    attempt.session = replace(attempt.session, execution=execution.id)
    steps = [(one, _member(one.provider)) for one in flow_of(attempt, execution.flow).executions]
    errors: dict[str, str] = {}
    for one, member in steps:
        member.validate(attempt, one, errors)
    if errors:
        values = user_profile.posted(attempt.form, attempt.context.tables, scopes_of(attempt), new=True)
        return _page(attempt, execution, values, errors)
    for one, member in steps:
        member.success(attempt, one)
        attempt.set_status(one.id, SUCCESS)
    return None


def scopes_of(attempt: Attempt) -> list[str]:
    """Names of the client scopes that the request has in force."""
    asked = attempt.parameter("scope").split()
    optional = [name for name in attempt.client.optional_client_scopes if name in asked]
    return [*attempt.client.default_client_scopes, *optional]


def _page(attempt: Attempt, execution: Execution, values: user_profile.Values, errors: dict[str, str]) -> Challenge:
    tables = attempt.context.tables
    steps = flow_of(attempt, execution.flow).executions
    shown: dict[str, Any] = {
        "fields": user_profile.fields(tables, values, scopes_of(attempt), new=True),
        "password_required": any(one.provider == "registration-password-action" for one in steps),
        "terms_required": any(one.provider == "registration-terms-and-conditions" for one in steps),
    }
    return Challenge("register", shown, errors)


def _member(provider: str) -> FormAction:
    member = FORM_ACTIONS.get(provider)
    if member is None:
        raise FlowError("Unexpected error when handling authentication request to identity provider.", 500, f"no form action '{provider}'")
    return member
