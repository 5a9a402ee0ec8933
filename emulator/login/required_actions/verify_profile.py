"""VERIFY_PROFILE: asks for what the user profile requires and the user lacks."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.outcome import Outcome
from emulator.login.profile import stored
from emulator.login.required_actions import update_profile
from emulator.realm.views import User

FOR_THIS_LOGIN = True


def is_due(attempt: Attempt, user: User) -> bool:
    """Whether the profile's rules are not met."""
    return bool(update_profile.missing(attempt, user))


def challenge(attempt: Attempt) -> Outcome:
    """The form, with what is missing marked; nothing to do when the profile is complete."""
    user = attempt.known_user()
    errors = update_profile.missing(attempt, user)
    return update_profile.page(attempt, stored(user), errors) if errors else None


def process(attempt: Attempt) -> Outcome:
    """Stores what was posted."""
    return update_profile.process(attempt)
