"""What a step tells the user on the page of a later step."""

from __future__ import annotations

from dataclasses import replace

from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge
from emulator.realm import texts

_NOTE = "forwarded information"


def say(attempt: Attempt, text: texts.Text) -> None:
    """Keeps an information for the next page of this login."""
    attempt.set_note(_NOTE, texts.stored(text))


def onto(attempt: Attempt, page: Challenge) -> Challenge:
    """The page with what was kept, unless it has a message of its own; it is said once."""
    kept = attempt.note(_NOTE)
    if not kept:
        return page
    attempt.set_note(_NOTE, None)
    return page if page.message or page.errors else replace(page, message=("info", texts.restored(kept)))
