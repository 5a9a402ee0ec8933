"""Confirm Link Existing Account: the user says whether the account that was found is the right one."""

from __future__ import annotations

from emulator.login import brokered, executions
from emulator.login.attempt import SUCCESS, Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, FlowError, Outcome, Restart
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE = "link_confirm"
_REVIEW = "idp-review-profile"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page, which leads back to the review of the profile where there was one; nothing to confirm without an account."""
    found = attempt.note(brokered.EXISTING)
    if not found:
        return Attempted()
    _, field, value = found.split(" ", 2)
    text = Text("federatedIdentityConfirmLinkMessage", field, value)
    reviews = [step for step in executions.below(attempt, attempt.flow) if step.provider == _REVIEW]
    can_review = any(attempt.status(step.id) == SUCCESS for step in reviews)
    return Challenge(PAGE, {"provider": brokered.provider_of(attempt).name, "can_review": can_review}, message=("error", text))


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


AUTHENTICATOR = Authenticator("idp-confirm-link", authenticate=authenticate, action=action, is_configured=False)
