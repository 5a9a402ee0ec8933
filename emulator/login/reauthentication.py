"""Whether a session is enough for a request: ``prompt``, ``max_age``, and levels of authentication (``acr_values``)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from emulator.core.errors import PageError
from emulator.login.attempt import Attempt
from emulator.realm.texts import Text
from emulator.state.records import UserSession

LEVELS = "loa.map"
NO_LEVEL = -1


def is_asked_for(attempt: Attempt, session: UserSession) -> bool:
    """Whether ``prompt=login``, or a ``max_age`` that has passed, asks for the credentials again."""
    if "login" in attempt.parameter("prompt").split(" "):
        return True
    age = attempt.parameter("max_age") or attempt.client.attributes.get("default.max.age", "")
    if not age.isdigit():
        return False
    started = int(session.notes.get("AUTH_TIME", session.started))
    return started + int(age) < attempt.context.clock.seconds()


def level_names(attempt: Attempt) -> Mapping[str, int]:
    """Levels by their name: the client's ``acr.loa.map``, else the realm's."""
    for text in (attempt.client.attributes.get("acr.loa.map"), attempt.context.realm.attributes.get("acr.loa.map")):
        if text:
            try:
                levels = json.loads(text)
            except ValueError:
                continue
            if isinstance(levels, dict) and levels:
                return {str(name): int(level) for name, level in levels.items() if str(level).lstrip("-").isdigit()}
    return {}


def wanted_level(attempt: Attempt) -> int:
    """The level that the request asks for; ``NO_LEVEL`` when it asks for none."""
    names = level_names(attempt)
    values = [value for value in _essential_acr(attempt) or attempt.parameter("acr_values").split(" ") if value]
    if not values:
        values = [value for value in attempt.client.attributes.get("default.acr.values", "").split("##") if value]
    for value in values:
        if value in names:
            return names[value]
        if value.isdigit():
            return int(value)
    return NO_LEVEL


def check_essential(attempt: Attempt) -> None:
    """Raises PageError for a level that must be reached and that nobody knows."""
    names = level_names(attempt)
    for value in _essential_acr(attempt):
        if value not in names and not value.removeprefix("-").isdigit():
            raise PageError(Text("invalidParameterMessage", "claims"), reason=f"there is no level '{value}'", event="invalid_request")


def reached_level(attempt: Attempt, session: UserSession) -> int:
    """The highest level that the session has reached."""
    levels = [int(level) for level in _levels(session.notes.get(LEVELS, ""))]
    return max(levels, default=0 if wanted_level(attempt) <= 0 else NO_LEVEL)


def reach(attempt: Attempt, level: int) -> None:
    """Notes that this login has reached a level now."""
    known = _levels(attempt.session.session_notes.get(LEVELS, ""))
    attempt.set_session_note(LEVELS, json.dumps({**known, str(level): attempt.context.clock.seconds()}))
    attempt.set_note("level", str(max(level, int(attempt.note("level") or NO_LEVEL))))


def reached_at(session: UserSession | None, level: int) -> int | None:
    """When the session reached a level, in epoch seconds; None when it did not."""
    return _levels(session.notes.get(LEVELS, "")).get(str(level)) if session is not None else None


def _levels(text: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(text) if text else {}
    return found


def _essential_acr(attempt: Attempt) -> list[str]:
    try:
        claims = json.loads(attempt.parameter("claims") or "{}")
        acr = claims["id_token"]["acr"]
        values = acr.get("values") or [acr["value"]]
        return [str(value) for value in values] if acr.get("essential") else []
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
