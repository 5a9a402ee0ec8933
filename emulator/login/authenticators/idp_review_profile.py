"""Review Profile: what the provider says of the user, corrected and completed by the user."""

from __future__ import annotations

from emulator.login import brokered, forms, profile_form
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.login.profile import Kind, Values
from emulator.realm.executions import Execution

PAGE = "review_profile"
_MODE = "update.profile.on.first.login"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form where the configuration or a later step wants it, or where something is missing."""
    identity = brokered.identity_of(attempt)
    found = brokered.values(attempt, identity)
    mode = execution.config.get(_MODE, "missing")
    if attempt.note(brokered.REVIEW) == "true" or mode == "on" or (mode == "missing" and _faults(attempt, found)):
        return _page(attempt, found, {})
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Takes what was posted; the form again where it is not right. Whether a name is taken is a later step's matter."""
    identity = brokered.identity_of(attempt)
    given = profile_form.posted(attempt.form)
    found = {**brokered.values(attempt, identity), **given}
    errors = _faults(attempt, found)
    if errors:
        return _page(attempt, found, errors)
    changed = brokered.corrected(identity, given)
    if changed.email != identity.email:
        attempt.set_note(brokered.EMAIL_CHANGED, "true")
    brokered.keep(attempt, changed)
    attempt.set_note(brokered.REVIEW, None)
    return None


def _faults(attempt: Attempt, found: Values) -> dict[str, str]:
    return profile_form.texts(forms.profile_of(attempt, Kind.IDP_REVIEW).faults(found, unique=False), Kind.IDP_REVIEW)


def _page(attempt: Attempt, found: Values, errors: dict[str, str]) -> Challenge:
    shown = {"fields": profile_form.fields(forms.profile_of(attempt, Kind.IDP_REVIEW), found)}
    return Challenge(PAGE, shown, errors)


AUTHENTICATOR = Authenticator("idp-review-profile", authenticate=authenticate, action=action)
