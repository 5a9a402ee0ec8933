"""Username Password Form for identity provider reauthentication: whose account it is knows its password."""

from __future__ import annotations

from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _person
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "login"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form with the account's name."""
    found = brokered.existing(attempt)
    if found is None:
        return Attempted()
    text = Text("federatedIdentityConfirmReauthenticateMessage", brokered.provider_of(attempt).name)
    return Challenge(PAGE, _values(attempt, found.username), message=("info", text))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the account's own password."""
    account = brokered.existing(attempt)
    if account is None:
        return Attempted()
    named = _person.find(attempt, PAGE)
    if isinstance(named, Challenge) or named.id != account.id:
        attempt.log.append(f"'{attempt.form.get('username', '')}' is not the account to be linked")
        return Challenge(PAGE, _values(attempt, account.username), {"username": _person.INVALID_USER})
    refused = _person.check_password(attempt, account, PAGE, "username")
    if refused is not None:
        return Challenge(PAGE, _values(attempt, account.username), refused.errors, refused.message)
    attempt.user = account
    return None


def _values(attempt: Attempt, username: str) -> dict[str, object]:
    return {**_person.login_page(attempt, username=username), "can_register": False, "linking": True, "passkeys": None}


AUTHENTICATOR = Authenticator("idp-username-password-form", authenticate=authenticate, action=action)
