"""The words of the pages: Keycloak's messages by key, in the language of the page, with the realm's own texts before them.

The rooms below speak Keycloak's English. ``say`` finds the message that a text of theirs is, and its words in the page's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.message_format import format_message, template_of
from emulator.pages import languages
from emulator.web.call import Call

_FOLDER = Path(__file__).parent / "messages"
_KEY = re.compile(r"\$\{([^{}]+)\}")


class Words:
    """Messages in one language for one realm."""

    def __init__(self, language: str, own: Mapping[str, str]) -> None:
        self.language = language
        self._own = own
        self._texts = bundle(language) or bundle(languages.ENGLISH)

    def msg(self, key: str, *arguments: Any) -> str:
        """The message of a key; a key without a message is its own."""
        return self._format(key, dict(enumerate(arguments)))

    def advanced(self, text: str, *arguments: Any) -> str:
        """A text of the realm's administrator, in which ``${key}`` stands for a message."""
        found = _KEY.fullmatch(text or "")
        if found is not None:
            return self.msg(found[1], *arguments)
        return _KEY.sub(lambda match: self.msg(match[1]), text or "")

    def say(self, text: str) -> str:
        """The words of a text that is one of Keycloak's English messages; any other text as it is."""
        if not text or (self.language == languages.ENGLISH and not self._own):
            return text
        found = _recognised(text)
        return self._format(*found) if found is not None else text

    def _format(self, key: str, arguments: Mapping[int, Any]) -> str:
        pattern = self._own.get(key) or self._texts.get(key) or bundle(languages.ENGLISH).get(key)
        return key if pattern is None else format_message(pattern, arguments)


def of(call: Call, page_url: str = "") -> Words:
    """The words for the answer to a call; ``page_url`` is where the page of a login is found again."""
    language = languages.of(call, page_url)
    texts = call.tables.document.get("localizationTexts") if call.tables is not None else None
    return Words(language, (texts or {}).get(language) or {})


@cache
def bundle(language: str) -> Mapping[str, str]:
    """Keycloak's messages of a language; empty for one that is not here."""
    file = _FOLDER / f"{language}.json"
    found: Mapping[str, str] = json.loads(file.read_text("utf-8")) if language in languages.WRITTEN else {}
    return found


@cache
def _english() -> tuple[Mapping[str, str], list[tuple[str, re.Pattern[str]]]]:
    """Keys by text, and by pattern where the text has arguments; patterns with most words first."""
    plain: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for key, pattern in bundle(languages.ENGLISH).items():
        if "{" not in pattern:
            plain.setdefault(format_message(pattern, {}), key)
        elif pattern != "{0}":
            patterns.append((key, pattern))
    patterns.sort(key=lambda one: -len(one[1]))
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
