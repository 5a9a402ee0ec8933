"""Confirm Link Existing Account: the user says whether the account that was found is the right one."""

from __future__ import annotations

from emulator.login import brokered
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, FlowError, Outcome, Restart
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "link_confirm"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page."""
    found = attempt.note(brokered.EXISTING)
    if not found:
        raise FlowError(Text("invalidUserMessage"), reason="no user was found that could be linked")
    _, field, value = found.split(" ", 2)
    text = Text("federatedIdentityConfirmLinkMessage", field, value)
    return Challenge(PAGE, {"provider": brokered.provider_of(attempt).name, "can_review": True}, message=("error", text))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """On with the link, or back to the profile."""
    chosen = attempt.form.get("submitAction", "")
    if chosen == "updateProfile":
        attempt.set_note(brokered.EXISTING, None)
        attempt.set_note(brokered.REVIEW, "true")
        return Restart()
    if chosen == "linkAccount":
        return None
    why = f"the page has no action '{chosen}'"
    raise FlowError(Text("invalidUserMessage"), reason=why, event="invalid_user_credentials")


AUTHENTICATOR = Authenticator("idp-confirm-link", authenticate=authenticate, action=action)
