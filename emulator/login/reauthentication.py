"""Whether a request asks for the credentials again although the browser is logged in: ``prompt`` and ``max_age``."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.state.records import UserSession


def is_asked_for(attempt: Attempt, session: UserSession) -> bool:
    """Whether ``prompt=login``, or a ``max_age`` that has passed, asks for the credentials again."""
    if "login" in attempt.parameter("prompt").split(" "):
        return True
    age = attempt.parameter("max_age") or attempt.client.attributes.get("default.max.age", "")
    if not age.isdigit():
        return False
    started = int(session.notes.get("AUTH_TIME", session.started))
    return started + int(age) < attempt.context.clock.seconds()
