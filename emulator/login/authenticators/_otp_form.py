"""The page that asks for a one-time code, and what comes of the code: for the form, and for the one that asks on conditions."""

from __future__ import annotations

from emulator.login import brute_force, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import _otp
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "login_otp"


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has set up an authenticator."""
    return bool(_otp.credentials(user))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form."""
    return _page(attempt, "")


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with a code of the chosen authenticator; a form without any is shown again, and counts for nothing, as observed."""
    user = attempt.known_user()
    chosen = attempt.form.get("selectedCredentialId", "")
    attempt.details["selected_credential_id"] = selected = chosen or next(
        (str(credential.get("id")) for credential in _otp.credentials(user)), ""
    )
    stopped = person.blocked(attempt, user, PAGE, selected_credential_id=selected)
    if stopped is not None:
        # Whoever is locked out by guessing is not told apart from a wrong code.
        return stopped if stopped.message is not None else _page(attempt, chosen, Text("accountTemporarilyDisabledMessageTotp"))
    if "otp" not in attempt.form:
        return _page(attempt, chosen)
    if not _otp.is_valid(attempt, user, attempt.form["otp"], chosen):
        brute_force.failed(attempt.context, user, brute_force.OTP)
        attempt.events.append(("LOGIN", "invalid_user_credentials", {"username": None, "selected_credential_id": selected}))
        attempt.log.append(f"the one-time code is wrong for user '{user.username}'")
        return _page(attempt, chosen, Text("invalidTotpMessage"))
    person.used(attempt, "otp")
    return None


def _page(attempt: Attempt, chosen: str, error: str = "") -> Challenge:
    found = _otp.credentials(attempt.known_user())
    values = {
        "credentials": [(one.get("id", ""), one.get("userLabel") or "") for one in found],
        "selected": chosen or (found[0].get("id", "") if found else ""),
        "attempted_username": attempt.known_user().username,
    }
    return Challenge(PAGE, values, {"totp": error} if error else {})
