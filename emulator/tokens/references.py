"""References of authentication methods (``amr``, RFC 8176 section 2): what the configurations of a login's steps say of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from emulator.realm.executions import configurations
from emulator.realm.levels import number
from emulator.tokens.draft import Subject

NOTE = "authenticators-completed"
"""Note of a session with the executions that its logins completed, each with its time, as JSON; as in Keycloak."""
_VALUE, _MAX_AGE = "default.reference.value", "default.reference.maxAge"


def completed(notes: Mapping[str, str]) -> dict[str, int]:
    """The executions of such a note and their times; none without it."""
    times: dict[str, int] = json.loads(notes.get(NOTE) or "{}")
    return times


def values(subject: Subject) -> list[str]:
    """The references that hold now, in the order in which the steps were completed."""
    times = completed(subject.notes)
    if not times:
        return []
    configs, now = subject.tables.derive("configurations", lambda: configurations(subject.realm)), subject.context.clock.seconds()
    ours = ((configs.get(identifier) or {}, since) for identifier, since in times.items())
    return [config[_VALUE] for config, since in ours if config.get(_VALUE) and _lasts(config, since, now)]


def _lasts(config: Mapping[str, str], since: int, now: int) -> bool:
    """Whether a method counts as used still; without an age only within the second, as observed. The sum is Java's, of 32 bits."""
    age = number(config.get(_MAX_AGE, "0"))
    return age is not None and now <= since + age < 2**31
