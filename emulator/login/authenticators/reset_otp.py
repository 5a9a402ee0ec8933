"""Forgotten password: a user with authenticators sets up a new one, and loses those that the configuration says."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _otp
from emulator.login.outcome import Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "reset_otp"
_REMOVED = "action_on_otp_reset_flag"
_NOT_CHOSEN = ("error", Text("error-reset-otp-missing-id"))


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has an authenticator."""
    return bool(_otp.credentials(user))


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Requires a new authenticator; removes all others, or asks which one, where the configuration says so."""
    removed = execution.config.get(_REMOVED)
    if removed == "Remove one":
        return _page(attempt)
    if removed == "Remove all":
        for credential in _otp.credentials(attempt.known_user()):
            _remove(attempt, str(credential.get("id")))
    attempt.require("CONFIGURE_TOTP")
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Removes the authenticator that was chosen; the page again where none was."""
    chosen = attempt.form.get("selectedCredentialId", "")
    if not chosen:
        return _page(attempt, _NOT_CHOSEN)
    _remove(attempt, chosen)
    attempt.require("CONFIGURE_TOTP")
    return None


def _remove(attempt: Attempt, credential_id: str) -> None:
    kept = [one for one in attempt.known_user().credentials if one.get("id") != credential_id]
    attempt.update_user(credentials=kept)


def _page(attempt: Attempt, message: tuple[str, str] | None = None) -> Challenge:
    choices = [(str(one.get("id")), one.get("userLabel") or "") for one in _otp.credentials(attempt.known_user())]
    return Challenge(PAGE, {"credentials": choices, "selected": choices[0][0] if choices else ""}, message=message)


AUTHENTICATOR = Authenticator(
    "reset-otp", requires_user=True, authenticate=authenticate, action=action, configured_for=configured_for, credential="otp"
)
