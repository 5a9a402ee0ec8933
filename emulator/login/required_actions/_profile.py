"""The form of the user's profile, and what comes of it: for who is asked to change it, and for who has to complete it."""

from __future__ import annotations

from emulator.login import actions, forms, profile_form
from emulator.login.attempt import Attempt
from emulator.login.identity_first import ORGANIZATION
from emulator.login.outcome import Challenge, Outcome
from emulator.login.profile import Kind, Profile, Values, stored
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "update_profile"


def challenge(attempt: Attempt) -> Outcome:
    """The form with what is known."""
    reason = None if actions.is_initiated(attempt) else ("warning", Text("updateProfileMessage"))
    return page(attempt, stored(attempt.known_user()), message=reason)


def process(attempt: Attempt) -> Outcome:
    """Stores what was posted."""
    user, values = attempt.known_user(), profile_form.posted(attempt.form)
    profile = forms.profile_of(attempt, Kind.UPDATE_PROFILE)
    faults = profile.faults(values)
    if faults:
        return page(attempt, profile_form.refilled(stored(user), values), profile_form.texts(faults, Kind.UPDATE_PROFILE))
    attempt.context.tables.users.put(user.id, profile.document(user.document, values))
    details: dict[str, str | None] = {"context": "UPDATE_PROFILE", "custom_required_action": attempt.session.execution}
    now = attempt.known_user()
    changes = (
        ("email", user.email, now.email), ("first_name", user.first_name, now.first_name), ("last_name", user.last_name, now.last_name),
    )  # fmt: skip
    for name, old, new in changes:
        if old != new:
            details |= {f"previous_{name}": old, f"updated_{name}": new}
    attempt.events.append(("UPDATE_PROFILE", "", details))
    attempt.details |= details
    return None


def missing(attempt: Attempt, user: User) -> dict[str, str]:
    """Messages by field for what the profile asks for and the user lacks."""
    profile = Profile(attempt.context.tables, Kind.UPDATE_PROFILE, user, forms.scopes_of(attempt), organization=attempt.note(ORGANIZATION))
    return profile_form.texts(profile.faults(stored(user)), Kind.UPDATE_PROFILE)


def page(attempt: Attempt, values: Values, errors: dict[str, str] | None = None, message: tuple[str, str] | None = None) -> Challenge:
    """The form with these values and messages."""
    fields = profile_form.fields(forms.profile_of(attempt, Kind.UPDATE_PROFILE), values)
    shown = {"fields": fields, "initiated": actions.is_initiated(attempt)}
    return Challenge(PAGE, shown, errors or {}, message)
