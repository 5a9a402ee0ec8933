"""Username Password Form for identity provider reauthentication: whose account it is knows its password.

As observed, who types another name and knows that account's password gets the link there.
"""

from __future__ import annotations

from emulator.login import brokered, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "login"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form, with the account's name if one was found."""
    if brokered.vouched_for(attempt) is None:
        return Attempted()
    text = Text("federatedIdentityConfirmReauthenticateMessage", brokered.provider_of(attempt).name)
    return Challenge(PAGE, _values(attempt), message=("info", text))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds with the password of the account that is named."""
    known = attempt.user
    named, field = (known, "password") if known is not None else (person.find(attempt, PAGE), "username")
    refused = named if isinstance(named, Challenge) else person.check_password(attempt, named, PAGE, field)
    if isinstance(named, Challenge) or refused is not None:
        errors, message = (refused.errors, refused.message) if refused is not None else ({}, None)
        return Challenge(PAGE, _values(attempt), errors, message)
    attempt.user = named
    return None


def _values(attempt: Attempt) -> dict[str, object]:
    account = brokered.existing(attempt)
    username = account.username if account is not None else ""
    return {**person.login_page(attempt, username=username), "can_register": False, "linking": True, "passkeys": None}


AUTHENTICATOR = Authenticator("idp-username-password-form", authenticate=authenticate, action=action)
