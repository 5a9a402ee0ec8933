"""Registration: one page, several form actions behind it (a flow of the provider ``form-flow``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.login import invitations, profile_form
from emulator.login.attempt import SUCCESS, Attempt
from emulator.login.executions import flow_of
from emulator.login.form_actions import FORM_ACTIONS, FormAction
from emulator.login.identity_first import ORGANIZATION
from emulator.login.outcome import Challenge, FlowError, Outcome
from emulator.login.profile import Kind, Profile, Values, taken
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.tokens import scopes

_CREATION = "registration-user-creation"


def show(attempt: Attempt, execution: Execution) -> Outcome:
    """The empty form; somebody who was invited finds the address in it."""
    attempt.session = replace(attempt.session, execution=execution.id)
    invited = invitations.noted(attempt.context, attempt.note(invitations.NOTE))
    return _page(attempt, execution, {"email": [invited[0].email]} if invited is not None else {}, {})


def act(attempt: Attempt, execution: Execution) -> Outcome:
    """Validates what was posted with every action of the form, then lets each succeed; the page again when one finds a fault."""
    attempt.session = replace(attempt.session, execution=execution.id)
    steps = [(step, _member(step.provider)) for step in flow_of(attempt, execution.flow).executions]
    errors: dict[str, str] = {}
    for step, member in steps:
        member.validate(attempt, step, errors)
    if errors:
        attempt.events.append(("REGISTER", _code(errors), _told_of_refusal(attempt)))
        return _page(attempt, execution, profile_form.posted(attempt.form), errors)
    for step, member in steps:
        try:
            member.success(attempt, step)
        except FlowError:
            if attempt.user is None:
                told = told_of(attempt)
                makes_user = any(other.provider == _CREATION for other, _ in steps)
                attempt.details |= told if makes_user else {"register_method": told["register_method"]}
            raise
        attempt.set_status(step.id, SUCCESS)
    return None


def _code(errors: Mapping[str, str]) -> str:
    """What events call a form with these faults."""
    email, username = errors.get("email"), errors.get("username")
    if isinstance(email, Text) and email.key == taken.EMAIL:
        return "email_in_use"
    return "username_in_use" if isinstance(username, Text) and username.key == taken.USERNAME else "invalid_registration"


def told_of(attempt: Attempt) -> dict[str, str | None]:
    """Who wanted to register, as events say it; where addresses are names, the name is the address."""
    form = attempt.form
    username = "email" if attempt.context.realm.registration_email_as_username else "username"
    names = {"username": username, "email": "email", "first_name": "firstName", "last_name": "lastName"}
    return {"register_method": "form", **{name: form.get(field) for name, field in names.items()}}


def _told_of_refusal(attempt: Attempt) -> dict[str, str | None]:
    """As ``told_of``, but name and address as the profile would have them, as observed."""
    told = told_of(attempt)
    return {name: value.lower() if value and name in ("username", "email") else value for name, value in told.items()}


def scopes_of(attempt: Attempt) -> list[str]:
    """Names of the client scopes that the request has in force."""
    return [one.name for one in scopes.requested(attempt.context.tables, attempt.client, attempt.parameter("scope"))]


def profile_of(attempt: Attempt, kind: Kind) -> Profile:
    """The user profile for the user of this login, if it is known, at a form."""
    user = attempt.user if kind.is_of_user else None
    return Profile(attempt.context.tables, kind, user, scopes_of(attempt), organization=attempt.note(ORGANIZATION))


def _page(attempt: Attempt, execution: Execution, values: Values, errors: dict[str, str]) -> Challenge:
    steps = flow_of(attempt, execution.flow).executions
    for step in steps:
        _member(step.provider).check(attempt)
    asking = {step.provider for step in steps if _member(step.provider).asks(attempt, step)}
    hinted, hint = "email" if attempt.context.realm.registration_email_as_username else "username", attempt.parameter("login_hint")
    if hint and not "".join(values.get(hinted) or ()).strip():
        values = {**values, hinted: [hint]}
    shown: dict[str, Any] = {
        "fields": profile_form.fields(profile_of(attempt, Kind.REGISTRATION), values),
        "password_required": "registration-password-action" in asking,
        "terms_required": "registration-terms-and-conditions" in asking,
    }
    invited = invitations.noted(attempt.context, attempt.note(invitations.NOTE))
    if invited is None:
        return Challenge("register", shown, errors)
    shown["organization"] = str(invited[1].get("name"))
    return Challenge("register_invited", shown, errors)


def _member(provider: str) -> FormAction:
    member = FORM_ACTIONS.get(provider)
    if member is None:
        raise FlowError(Text("unexpectedErrorHandlingRequestMessage"), reason=f"no form action '{provider}'")
    return member
