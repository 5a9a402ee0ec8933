"""Confirm Override Existing Link: the account that was found is linked to another identity of the same provider."""

from __future__ import annotations

from emulator.broker import links
from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, FlowError, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "link_override"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page, where there is a link to override."""
    user, provider = brokered.existing(attempt), brokered.provider_of(attempt)
    link = links.to(user, provider.alias) if user is not None else None
    if user is None or link is None:
        return None
    theirs = brokered.identity_of(attempt).broker_username
    text = Text("federatedIdentityConfirmOverrideMessage", user.username, provider.name, theirs, provider.name, link.get("userName"))
    return Challenge(PAGE, {"provider": provider.name}, message=("error", text))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """The link may be replaced."""
    chosen = attempt.form.get("submitAction", "")
    if chosen == "confirmOverride":
        attempt.set_note(brokered.OVERRIDE, "true")
        return None
    why = f"the page has no action '{chosen}'"
    raise FlowError(Text("invalidUserMessage"), reason=why, event="invalid_user_credentials")


AUTHENTICATOR = Authenticator("idp-confirm-override-link", authenticate=authenticate, action=action, is_configured=False)
