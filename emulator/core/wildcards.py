"""Texts that lists are searched for, with the wildcards that Keycloak's searches know. All as observed.

What is between two wildcards is looked for once, from the left: no text makes a search long, however many wildcards there are.
"""

from __future__ import annotations

import re


def within(text: str, *, case: bool = False) -> re.Pattern[str]:
    """What has a text in it, whatever its case unless that is asked for; an asterisk in it is anything."""
    return beginning(f"*{text}", case=case)


def beginning(text: str, *, case: bool = False) -> re.Pattern[str]:
    """What begins with a text, whatever its case unless that is asked for; an asterisk in it is anything."""
    return _pattern([re.escape(piece) for piece in text.split("*")], re.NOFLAG if case else re.IGNORECASE, ".*")


def like(text: str) -> re.Pattern[str]:
    """What the database's LIKE finds inside of a text where Keycloak does not escape it: % is anything, _ one character."""
    pieces = ["".join("." if letter == "_" else re.escape(letter) for letter in piece) for piece in text.split("%")]
    return _pattern(pieces, re.IGNORECASE)


def whole(text: str) -> re.Pattern[str]:
    """What is a text from its beginning to its end; an asterisk in it is anything."""
    *pieces, last = (re.escape(piece) for piece in text.split("*"))
    return _pattern(pieces or [last], re.NOFLAG, f".*{last}\\Z" if pieces else "\\Z")


def _pattern(pieces: list[str], flags: re.RegexFlag, end: str = "") -> re.Pattern[str]:
    first, *others = pieces
    return re.compile(first + "".join(f"(?>.*?{piece})" for piece in others) + end, re.DOTALL | flags)
