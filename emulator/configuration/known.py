"""The options of Keycloak's ``kc.sh``, from ``options.json`` (see tools/make_options)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from math import sqrt
from pathlib import Path

from emulator.configuration.options import OPTIONS
from emulator.core.dataclass import dataclass

_MOST_SUGGESTIONS = 7
_MET = frozenset({"hostname:v2 feature is enabled", "Console log handler is activated", "'opentelemetry' feature is enabled"})
_SPI = re.compile(r"spi-[\w.-]+")
OWN_SECTION = "Emulator"


@dataclass(frozen=True)
class Known:
    """An option as Keycloak describes it. ``name`` may have a placeholder: ``log-level-<category>``."""

    name: str
    section: str = OWN_SECTION
    label: str = ""
    values: tuple[str, ...] = ()
    list: bool = False
    integer: bool = False
    loose: bool = False
    insensitive: bool = False
    hidden: bool = False
    build: bool = False
    masked: bool = False
    default: str = ""
    when: str = ""
    help: str = ""

    @property
    def available(self) -> bool:
        """Whether Keycloak offers it without other options having been set."""
        return not self.hidden and (not self.when or self.when.removeprefix("Available only when ") in _MET)

    @property
    def boolean(self) -> bool:
        """Whether it takes true or false."""
        return self.values == ("true", "false")


class Table:
    """All options by name."""

    def __init__(self) -> None:
        read = json.loads((Path(__file__).parent / "options.json").read_text(encoding="utf-8"))
        every = [Known(**{**one, "values": tuple(one.get("values", ()))}) for one in read]
        self.options = {known.name: known for known in every}
        for option in OPTIONS:
            if option.name not in self.options:
                choices = ("true", "false") if option.flag else option.choices
                own = Known(option.name, values=choices, default=option.default, help=option.help, label="|".join(choices) or "value")
                self.options[option.name] = own
        self._patterns = [(re.compile(re.sub(r"<[^>]+>", r"[^\\s=]+", name)), known) for name, known in self.options.items() if "<" in name]

    def find(self, name: str) -> Known | None:
        """The option of this name, without dashes in front: by itself, by its pattern, or as an option of any SPI."""
        known = self.options.get(name)
        if known is None:
            known = next((one for pattern, one in self._patterns if pattern.fullmatch(name)), None)
        if known is None and _SPI.fullmatch(name):
            known = Known(name, "SPI", "value")
        return known

    def suggestions(self, typed: str, offered: Callable[[Known], bool] | None = None) -> list[str]:
        """Options that may have been meant by ``--typed``, as ``kc.sh`` finds them among those that are ``offered``."""
        start = f"--{typed.lstrip('-')[:2]}"
        names = [f"--{known.name}" for known in self.options.values() if (offered(known) if offered else known.available)]
        return similar(typed, [name for name in names if name.startswith(start)], _MOST_SUGGESTIONS)


def similar(typed: str, names: Iterable[str], most: int) -> list[str]:
    """The names that resemble what was typed, the nearest first, by the cosine of their pairs of letters as Keycloak compares them."""
    pairs = _pairs(typed.lower())
    rated = [(_cosine(pairs, _pairs(name.lower())), name) for name in names]
    return [name for _, name in sorted(rated, key=lambda one: -one[0])[:most]]


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    length = sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return sum(n * other[pair] for pair, n in one.items()) / length if length else 0.0
