"""Whether a request asks for the credentials again although the browser is logged in: ``prompt``, ``max_age`` and ``kc_action``."""

from __future__ import annotations

from emulator.core.whole_numbers import int32
from emulator.login import actions
from emulator.login.attempt import Attempt
from emulator.realm.views import RequiredAction
from emulator.state.records import UserSession

FORKED = "forked"
"""Note of a login that began anew while a message with a link is on its way."""
_OLDEST = 300


def is_asked_for(attempt: Attempt, session: UserSession) -> bool:
    """Whether ``prompt=login``, a ``max_age`` that has passed, or an action that takes a younger login asks for the credentials again."""
    if "login" in attempt.parameter("prompt").split(" "):
        return True
    since = attempt.context.clock.seconds() - int(session.notes.get("AUTH_TIME", session.started))
    age = attempt.parameter("max_age") or attempt.client.attributes.get("default.max.age", "")
    seconds = int32(age) if age.isdigit() else None
    if seconds is not None and seconds < since:
        return True
    oldest = _oldest_for_action(attempt)
    return oldest is not None and oldest < since


def _oldest_for_action(attempt: Attempt) -> int | None:
    """How many seconds old a login may be for the action that the application asks for; None when it asks for none."""
    alias = actions.asked_for(attempt)
    provider = actions.member(alias) if alias else None
    if provider is None:
        return None
    own = provider.oldest_login(attempt)
    if own is not None:
        return own
    known = map(RequiredAction, attempt.context.realm.required_actions)
    configured = next((action.config.get("max_auth_age", "") for action in known if action.alias == alias), "")
    return int(configured) if configured.isdigit() else _OLDEST
