"""The form that asks for a recovery code."""

from __future__ import annotations

from emulator.login import brute_force, person, recovery_codes
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "recovery_code_input"
SETUP = "CONFIGURE_RECOVERY_AUTHN_CODES"


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has codes left."""
    found = recovery_codes.credential(user)
    return found is not None and recovery_codes.next_number(found) > 0


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form."""
    return _page(attempt)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the code that is asked for; after the last one, new ones are to be made."""
    user = attempt.known_user()
    stopped = person.blocked(attempt, user, PAGE)
    if stopped is not None:
        return _page(attempt, next(iter(stopped.errors.values()), "") or (stopped.message or ("", ""))[1])
    codes = recovery_codes.credential(user)
    attempt.details["credential_type"] = recovery_codes.KIND
    if codes is None or not recovery_codes.matches(codes, attempt.form.get("recoveryCodeInput", "")):
        brute_force.failed(attempt.context, user, recovery_codes.KIND)
        attempt.events.append(("LOGIN", "invalid_user_credentials", {"username": None, "credential_type": recovery_codes.KIND}))
        attempt.log.append(f"the recovery code is wrong for user '{user.username}'")
        return _page(attempt, Text("recovery-codes-error-invalid"))
    left = recovery_codes.without_next(codes)
    others = [credential for credential in user.credentials if credential is not codes]
    attempt.update_user(credentials=[*others, left] if left is not None else others)
    if left is None:
        attempt.require(SETUP)
    person.used(attempt, recovery_codes.KIND)
    return None


def _page(attempt: Attempt, error: str = "") -> Challenge:
    user = attempt.known_user()
    found = recovery_codes.credential(user)
    values = {"number": recovery_codes.next_number(found) if found is not None else 0, "attempted_username": user.username}
    return Challenge(PAGE, values, {"recoveryCodeInput": error} if error else {})


AUTHENTICATOR = Authenticator(
    recovery_codes.STEP,
    requires_user=True,
    setup=SETUP,
    always_sets_up=True,
    credential="recovery-authn-codes",
    title=Text("recovery-authn-codes-display-name"),
    help=Text("recovery-authn-codes-help-text"),
    authenticate=authenticate,
    action=action,
    configured_for=configured_for,
)
