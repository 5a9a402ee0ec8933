"""Messages by key in a language, with the realm's own texts before Keycloak's, and which languages a realm has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

from emulator.core.message_format import format_message

ENGLISH = "en"
PAGES = Path(__file__).parent / "messages"
"""The messages of the pages, a file for each language."""
WRITTEN = frozenset({"en", "de"})
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "ha", "he", "iw", "ji", "ps", "sd", "ug", "ur", "yi"})
_KEY = re.compile(r"\$\{([^{}]+)\}")


class Text(str):
    """A message of the pages, by its key: to programs and to the log it is Keycloak's English, a page says it in its own language.

    ``lines`` are the messages that it is put together of; a message by itself is its only line.
    """

    __slots__ = ("arguments", "key", "lines")

    key: str
    arguments: tuple[str, ...]
    lines: tuple[str, ...]

    def __new__(cls, key: str, *arguments: object) -> Self:
        """The message of a key; a key without a message is its own."""
        said = tuple(str(argument) for argument in arguments)
        pattern = bundle(PAGES, ENGLISH).get(key)
        text = super().__new__(cls, key if pattern is None else format_message(pattern, dict(enumerate(said))))
        text.key, text.arguments, text.lines = key, said, (text,)
        return text

    def __str__(self) -> str:
        return self

    @classmethod
    def of_lines(cls, lines: Sequence[str]) -> Self:
        """Several messages, one a line."""
        text = super().__new__(cls, "\n".join(lines))
        text.key, text.arguments, text.lines = "", (), tuple(lines)
        return text


def stored(text: str) -> str:
    """A message as it is kept until a later page says it: its key and its arguments as JSON, a text without a key as it is."""
    return json.dumps([text.key, *text.arguments]) if isinstance(text, Text) and text.key else text


def restored(kept: str) -> str:
    """The message that ``stored`` has kept."""
    if not kept.startswith('["'):
        return kept
    key, *arguments = json.loads(kept)
    return Text(key, *arguments)


class Texts:
    """Messages of a folder, which has a file for each language, with ``own`` texts of a realm before them."""

    def __init__(self, folder: Path, language: str, own: Mapping[str, str]) -> None:
        self.language = language
        self.own = own
        self._bundles = (bundle(folder, language), bundle(folder, ENGLISH))

    def msg(self, key: str, *arguments: Any) -> str:
        """The message of a key; a key without a message is its own."""
        return self.formatted(key, dict(enumerate(arguments)))

    def advanced(self, text: str, *arguments: Any) -> str:
        """A text of the realm's administrator, in which ``${key}`` stands for a message."""
        found = _KEY.fullmatch(text or "")
        if found is not None:
            return self.msg(found[1], *arguments)
        return _KEY.sub(lambda match: self.msg(match[1]), text or "")

    def formatted(self, key: str, arguments: Mapping[int, Any]) -> str:
        """The message of a key with its arguments by number."""
        pattern = self.own.get(key)
        if pattern is None:
            pattern = next((found[key] for found in self._bundles if key in found), None)
        return key if pattern is None else format_message(pattern, arguments)


@cache
def bundle(folder: Path, language: str) -> Mapping[str, str]:
    """Keycloak's messages of a language; empty for one that is not here."""
    if language not in WRITTEN:
        return {}
    found: Mapping[str, str] = json.loads((folder / f"{language}.json").read_text("utf-8"))
    return found


def own_texts(realm: Mapping[str, Any], language: str) -> Mapping[str, str]:
    """The texts that a RealmRepresentation has of its own in a language."""
    found: Mapping[str, str] = (realm.get("localizationTexts") or {}).get(language) or {}
    return found


def international(realm: Mapping[str, Any]) -> bool:
    """Whether pages of a RealmRepresentation are in languages; as observed, it need not support any by name."""
    return bool(realm.get("internationalizationEnabled"))


def supported(realm: Mapping[str, Any]) -> Sequence[str]:
    """Tags of the languages of a RealmRepresentation; none where it is not international."""
    return tuple(realm.get("supportedLocales") or ()) if international(realm) else ()


def match(wanted: str, known: Sequence[str]) -> str:
    """The supported tag for a wanted one, which may be more exact (RFC 4647 section 3.4, lookup); empty when there is none."""
    parts = wanted.lower().split("-")
    lower = {tag.lower(): tag for tag in known}
    while parts:
        found = lower.get("-".join(parts))
        if found is not None:
            return found
        parts.pop()
    return ""


def direction(language: str) -> str:
    """``rtl`` for languages that are written from right to left, else ``ltr``."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
