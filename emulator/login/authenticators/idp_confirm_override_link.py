"""Confirm Override Existing Link: the account that was found is linked to another identity of the same provider."""

from __future__ import annotations

from emulator.broker import links
from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, FlowError, Outcome
from emulator.realm.executions import Execution

PAGE = "link_override"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page, where there is a link to override."""
    user, provider = brokered.existing(attempt), brokered.provider_of(attempt)
    link = links.to(user, provider.alias) if user is not None else None
    if user is None or link is None:
        return None
    theirs = brokered.identity_of(attempt).broker_username
    text = (
        f"You are trying to link your account {user.username} with the {provider.name} account {theirs}. "
        f"But your account is already linked with different {provider.name} account {link.get('userName')}. "
        "Can you confirm if you want to replace the existing link with the new account?"
    )
    return Challenge(PAGE, {"provider": provider.name}, message=("error", text))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """The link may be replaced."""
    chosen = attempt.form.get("submitAction", "")
    if chosen == "confirmOverride":
        attempt.set_note(brokered.OVERRIDE, "true")
        return None
    raise FlowError("Invalid username or password.", reason=f"the page has no action '{chosen}'")


AUTHENTICATOR = Authenticator("idp-confirm-override-link", authenticate=authenticate, action=action)
