"""Registers a user with the attributes of the user profile."""

from __future__ import annotations

from emulator.login import forms, invitations, newcomers, profile_form
from emulator.login.attempt import Attempt
from emulator.login.form_actions import FormAction
from emulator.login.outcome import FlowError
from emulator.login.profile import Kind
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

_NOT_INVITED = Text("emailNotInvited")
_EXPIRED = Text("expiredActionMessage")


def check(attempt: Attempt) -> None:
    """Somebody who is known already registers nobody; raises FlowError."""
    user = attempt.user
    if user is not None:
        attempt.details |= {"previous_user": user.username, "authentication_error_detail": "different_user_authenticating"}
        raise FlowError(_EXPIRED, reason=f"user '{user.username}' is known already", event="generic_authentication_error")


def validate(attempt: Attempt, execution: Execution, errors: dict[str, str]) -> None:
    """The rules of the user profile, and names and addresses that are taken."""
    faults = forms.profile_of(attempt, Kind.REGISTRATION).faults(profile_form.posted(attempt.form))
    errors.update(profile_form.texts(faults, Kind.REGISTRATION))
    invited = invitations.noted(attempt.context, attempt.note(invitations.NOTE))
    if invited is not None and (attempt.form.get("email") or "").strip().lower() != invited[0].email and "email" not in errors:
        errors["email"] = _NOT_INVITED


def success(attempt: Attempt, execution: Execution) -> None:
    """Adds the user with the realm's default roles and groups, and logs it in."""
    context = attempt.context
    check(attempt)
    attempt.user = newcomers.add(context, forms.profile_of(attempt, Kind.REGISTRATION).written(profile_form.posted(attempt.form)))
    attempt.set_session_note("register", "true")
    user = attempt.known_user()
    invited = invitations.noted(context, attempt.note(invitations.NOTE))
    if invited is not None:
        invitations.accept(context, *invited, user, "MANAGED")
    attempt.events.append(("REGISTER", "", forms.told_of(attempt)))


FORM_ACTION = FormAction("registration-user-creation", validate=validate, success=success, check=check)
