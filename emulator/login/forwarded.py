"""What a step tells the user on the page of a later step."""

from __future__ import annotations

from dataclasses import replace

from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge
from emulator.realm import texts

_NOTE = "forwarded information"
_FAULT = "forwarded fault"


def say(attempt: Attempt, text: texts.Text) -> None:
    """Keeps an information for the next page of this login."""
    attempt.set_note(_NOTE, texts.stored(text))


def warn(attempt: Attempt, text: str) -> None:
    """Keeps what went wrong, for the next page of this login."""
    attempt.set_note(_FAULT, texts.stored(text))


def onto(attempt: Attempt, page: Challenge) -> Challenge:
    """The page with what was kept, unless it has a message of its own; it is said once."""
    fault, kept = attempt.note(_FAULT), attempt.note(_NOTE)
    if not fault and not kept:
        return page
    attempt.set_note(_FAULT, None)
    attempt.set_note(_NOTE, None)
    if page.message or page.errors:
        return page
    return replace(page, message=("error", texts.restored(fault)) if fault else ("info", texts.restored(kept)))
