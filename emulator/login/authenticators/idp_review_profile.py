"""Review Profile: what the provider says of the user, corrected and completed by the user."""

from __future__ import annotations

from emulator.login import brokered, forms, profile_form
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, Outcome
from emulator.login.profile import Kind, Profile, Values, composed
from emulator.realm.executions import Execution
from emulator.realm.views import User

PAGE = "review_profile"
_MODE = "update.profile.on.first.login"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The form where the configuration or a later step wants it, or where something is missing."""
    told = brokered.values(attempt, brokered.identity_of(attempt))
    profile, mode = _profile(attempt, told), execution.config.get(_MODE, "missing")
    is_wanted = attempt.note(brokered.REVIEW) == "true" or mode == "on"
    if is_wanted or (mode == "missing" and profile.faults(told, unique=False)):
        return _page(profile, told, {})
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Takes what was posted; the form again where it is not right. Whether a name is taken is a later step's matter."""
    identity = brokered.identity_of(attempt)
    told = brokered.values(attempt, identity)
    values = {**told, "email": [""], **profile_form.posted(attempt.form)}
    profile = _profile(attempt, told)
    faults = profile.faults(values, unique=False)
    told_of: dict[str, str | None] = {"context": "IDP_REVIEW"}
    if faults:
        # As observed, what is refused is told as if it had been taken.
        attempt.events.append(("UPDATE_PROFILE", "", told_of))
        return _page(profile, values, profile_form.texts(faults, Kind.IDP_REVIEW))
    changed = brokered.corrected(identity, profile.written(values))
    if changed.email != identity.email:
        attempt.set_note(brokered.EMAIL_CHANGED, "true")
        attempt.events.append(("UPDATE_EMAIL", "", {**told_of, "previous_email": identity.email, "updated_email": changed.email}))
    if changed.username != identity.username:
        attempt.set_note(brokered.USERNAME_CHANGED, "true")
        names = {"previous_username": identity.username, "updated_username": changed.username}
        attempt.events.append(("UPDATE_PROFILE", "", {**told_of, **names}))
    attempt.events.append(("UPDATE_PROFILE", "", {**told_of, "updated_email": changed.email}))
    brokered.keep(attempt, changed)
    attempt.set_note(brokered.REVIEW, None)
    return None


def _profile(attempt: Attempt, told: Values) -> Profile:
    """The user profile for somebody whom the provider knows by these attributes."""
    user, alias = User(composed({"id": ""}, told)), brokered.identity_of(attempt).alias
    return Profile(attempt.context.tables, Kind.IDP_REVIEW, user, forms.scopes_of(attempt), provider=alias)


def _page(profile: Profile, values: Values, errors: dict[str, str]) -> Challenge:
    return Challenge(PAGE, {"fields": profile_form.fields(profile, values)}, errors)


AUTHENTICATOR = Authenticator("idp-review-profile", authenticate=authenticate, action=action)
