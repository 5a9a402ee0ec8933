"""update_user_locale: keeps the language that was chosen during the login."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.outcome import Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.views import User

ALIAS = "update_user_locale"


def is_due(attempt: Attempt, user: User) -> bool:
    """Whether another language was chosen than the user's."""
    chosen = attempt.note("locale")
    return bool(chosen) and chosen not in (user.attributes.get("locale") or ())


def challenge(attempt: Attempt) -> Outcome:
    """Writes it down; who has nothing to write down is not rid of the action, as observed."""
    if not is_due(attempt, attempt.known_user()):
        attempt.ignored.append(ALIAS)
        return None
    attempt.update_user(attributes={**attempt.known_user().attributes, "locale": [attempt.note("locale")]})
    return None


def process(attempt: Attempt) -> Outcome:
    """As ``challenge``."""
    return challenge(attempt)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(
    ALIAS, silent=True, challenge=challenge, process=process, is_due=is_due, by_application=False
)
