"""The password of a user who registers."""

from __future__ import annotations

from emulator.login import password_policy
from emulator.login.attempt import Attempt
from emulator.login.form_actions import FormAction
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User


def _comes_later(attempt: Attempt, execution: Execution) -> bool:
    """Whether the password is chosen after the address is verified: where the realm verifies addresses, unless the step says otherwise."""
    return attempt.context.realm.verify_email and execution.config.get("always_set_password_on_register_form") != "true"


def asks(attempt: Attempt, execution: Execution) -> bool:
    """Whether the form has the fields."""
    return not _comes_later(attempt, execution)


def validate(attempt: Attempt, execution: Execution, errors: dict[str, str]) -> None:
    """A password twice, as the realm's policy wants it."""
    if _comes_later(attempt, execution):
        return
    form = attempt.form
    password = form.get("password", "")
    if not password.strip():
        errors["password"] = Text("missingPasswordMessage")
    elif password != form.get("password-confirm", ""):
        errors["password-confirm"] = Text("invalidPasswordConfirmMessage")
    if password:
        name = form.get("email", "") if attempt.context.realm.registration_email_as_username else form.get("username", "")
        user = User({"username": name, "email": form.get("email", "")})
        policy, now = attempt.context.realm.password_policy, attempt.context.clock.millis()
        fault = password_policy.check(attempt.context.answers, attempt.passwords, policy, user, password, now)
        if fault is not None:
            errors["password"] = fault.text


def success(attempt: Attempt, execution: Execution) -> None:
    """Gives the user the password, or the task to choose one."""
    if _comes_later(attempt, execution):
        attempt.update_user(requiredActions=[*attempt.known_user().required_actions, "UPDATE_PASSWORD"])
        return
    context = attempt.context
    credential = attempt.passwords.credential(attempt.form["password"], context.realm.password_policy, context.clock.millis())
    attempt.update_user(credentials=[credential])


FORM_ACTION = FormAction("registration-password-action", validate=validate, success=success, asks=asks)
