"""Verdicts by name, as a setting writes them: ``deny-*.js=deny,owner.js=grant``.

Names may have ``*`` and ``?``; the first that fits counts, and what none fits is granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

_GRANT, _DENY = "grant", "deny"


def grants(settings: str, name: str) -> bool:
    """Whether the settings grant this name."""
    return next((verdict != _DENY for pattern, verdict in _rules(settings) if fnmatchcase(name, pattern)), True)


def checked(settings: str) -> str:
    """The settings as they are; raises ValueError with what is wrong."""
    for pattern, verdict in _rules(settings):
        if not pattern or verdict not in (_GRANT, _DENY):
            raise ValueError(f"'{pattern}={verdict}' is no rule: write name={_GRANT} or name={_DENY}, separated by commas")
    return settings


def _rules(settings: str) -> Iterator[tuple[str, str]]:
    for rule in settings.split(","):
        pattern, _, verdict = rule.strip().rpartition("=")
        if rule.strip():
            yield pattern.strip(), verdict.strip()
