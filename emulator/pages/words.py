"""The words of the pages, in the language of the page.

The rooms below speak Keycloak's English. ``say`` finds the message that a text of theirs is, and its words in the page's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.message_format import format_message, template_of
from emulator.pages import languages
from emulator.realm import texts
from emulator.web.call import Call

_FOLDER = Path(__file__).parent / "messages"


class Words(texts.Texts):
    """Messages in one language for one realm."""

    def say(self, text: str) -> str:
        """The words of a text that is one of Keycloak's English messages, or several, one a line; any other text as it is."""
        if "\n" in text:
            return " ".join(self.say(line) for line in text.split("\n"))
        if not text or (self.language == texts.ENGLISH and not self.own):
            return text
        found = _recognised(text)
        return self.formatted(*found) if found is not None else text


def of(call: Call, page_url: str = "") -> Words:
    """The words for the answer to a call; ``page_url`` is where the page of a login is found again."""
    language = languages.of(call, page_url)
    own = texts.own_texts(call.tables.document, language) if call.in_realm else {}
    return Words(_FOLDER, language, own)


@cache
def _english() -> tuple[Mapping[str, str], list[tuple[str, re.Pattern[str]]]]:
    """Keys by text, and by pattern where the text has arguments; patterns with most words first."""
    plain: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for key, pattern in texts.bundle(_FOLDER, texts.ENGLISH).items():
        if "{" not in pattern:
            plain.setdefault(format_message(pattern, {}), key)
        elif pattern != "{0}":
            patterns.append((key, pattern))
    patterns.sort(key=lambda entry: -len(entry[1]))
    return plain, [(key, template_of(pattern)) for key, pattern in patterns]


def _recognised(text: str) -> tuple[str, dict[int, Any]] | None:
    plain, patterns = _english()
    if text in plain:
        return plain[text], {}
    for key, pattern in patterns:
        found = pattern.fullmatch(text)
        if found is not None:
            return key, {int(name[1:]): value for name, value in found.groupdict().items()}
    return None
