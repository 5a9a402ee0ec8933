"""Texts that are longer than Keycloak's tables have room for, which ends in its 500."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, Path

TOO_LONG = "tooLong"
USUAL = 255
IDENTIFIER = 36


def members(document: ReadDocument, names: Iterable[str], limit: int = USUAL, at: Path = ()) -> Iterator[Fault]:
    """The members with these names that are too long, be they texts or lists of texts."""
    for name in names:
        value = document.get(name)
        if isinstance(value, list):
            for index, text in enumerate(value):
                yield from one(text, (*at, name, index), limit)
        else:
            yield from one(value, (*at, name), limit)


def keys(values: Mapping[str, object] | None, at: Path, limit: int = USUAL) -> Iterator[Fault]:
    """The keys of a mapping that are too long."""
    for key in values or ():
        yield from one(key, (*at, key), limit)


def one(text: object, at: Path, limit: int = USUAL) -> Iterator[Fault]:
    """The fault of a text that is too long."""
    if isinstance(text, str) and len(text) > limit:
        yield Fault(at, TOO_LONG, f"there is room for {limit} characters, and it has {len(text)}", (str(limit),), "unforeseen")
