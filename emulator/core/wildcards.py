"""Texts that lists are searched for, with the wildcards that Keycloak's searches know. All as observed."""

from __future__ import annotations

import re

_DATABASE = {"%": ".*", "_": "."}


def within(text: str, *, case: bool = False) -> re.Pattern[str]:
    """What has a text in it, whatever its case unless that is asked for; an asterisk in it is anything."""
    return _pattern(f"*{text}*", case=case)


def beginning(text: str) -> re.Pattern[str]:
    """What begins with a text, whatever its case; an asterisk in it is anything."""
    return _pattern(f"{text}*")


def like(text: str) -> re.Pattern[str]:
    """What the database's LIKE finds inside of a text where Keycloak does not escape it: % is anything, _ one character."""
    return re.compile("".join(_DATABASE.get(letter) or re.escape(letter) for letter in text), re.DOTALL | re.IGNORECASE)


def _pattern(text: str, *, case: bool = False) -> re.Pattern[str]:
    kept = re.sub(r"\*+", "*", text)
    return re.compile("".join(".*" if letter == "*" else re.escape(letter) for letter in kept), re.DOTALL | (0 if case else re.IGNORECASE))
