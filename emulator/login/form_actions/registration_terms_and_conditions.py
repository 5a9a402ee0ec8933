"""The terms that a user accepts at registration."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.form_actions import FormAction
from emulator.realm.executions import Execution
from emulator.realm.texts import Text


def validate(attempt: Attempt, execution: Execution, errors: dict[str, str]) -> None:
    """The box must be checked."""
    if attempt.form.get("termsAccepted", "").lower() != "on":
        errors["termsAccepted"] = Text("termsAcceptanceRequired")


def success(attempt: Attempt, execution: Execution) -> None:
    """Remembers when they were accepted, in epoch seconds; as observed, not of nobody: the form may make its user later, or none."""
    user = attempt.user
    if user is None:
        return
    accepted = {**user.attributes, "terms_and_conditions": [str(attempt.context.clock.seconds())]}
    attempt.update_user(attributes=accepted)


FORM_ACTION = FormAction("registration-terms-and-conditions", validate=validate, success=success)
