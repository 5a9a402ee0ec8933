"""VERIFY_PROFILE: asks for what the user profile requires and the user lacks."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.outcome import Outcome
from emulator.login.profile import stored
from emulator.login.required_actions import RequiredActionProvider, _profile
from emulator.realm.views import User

ALIAS = "VERIFY_PROFILE"


def is_due(attempt: Attempt, user: User) -> bool:
    """Whether the profile's rules are not met."""
    return bool(_profile.missing(attempt, user))


def challenge(attempt: Attempt) -> Outcome:
    """The form, with what is missing marked; nothing to do when the profile is complete."""
    user = attempt.known_user()
    errors = _profile.missing(attempt, user)
    if not errors:
        return None
    attempt.events.append((ALIAS, "", {"fields_to_update": ",".join(reversed(errors))}))
    return _profile.page(attempt, stored(user), errors)


def process(attempt: Attempt) -> Outcome:
    """Stores what was posted."""
    return _profile.process(attempt)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(
    ALIAS, for_this_login=True, challenge=challenge, process=process, is_due=is_due, by_application=False
)
