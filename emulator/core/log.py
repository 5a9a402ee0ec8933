"""What the server says of itself: lines to the console and to a file, as plain text or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from emulator.core.dataclass import dataclass

SERVICES, QUARKUS, REQUESTS = "org.keycloak.services", "io.quarkus", "org.keycloak.http.access-log"
EVENTS = "org.keycloak.events"
DIRECTORY_IMPORT = "org.keycloak.exportimport.dir.DirImportProvider"
INFO, WARN, ERROR = "INFO", "WARN", "ERROR"
_RANKS = {"all": 0, "trace": 100, "debug": 200, "info": 300, "warn": 400, "error": 500, "fatal": 600, "off": 10_000}


class Stream(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Writes text."""

    def flush(self) -> object:
        """Sends it on."""


Form = Callable[[str, str, str], str]
"""A line of text, without its end, from message, level and category."""


def plain(message: str, level: str, category: str) -> str:
    """The message alone; a warning is called one, unless it has a number of Keycloak's."""
    return f"WARNING: {message}" if level == WARN and not message.startswith("KC-") else message


@dataclass
class Handler:
    """A place that lines go to: those of ``level`` and above, in a form, but for a category that it ``omits``."""

    stream: Stream
    form: Form = plain
    level: str = "all"
    omits: str = ""

    def takes(self, level: str, category: str) -> bool:
        """Whether a line of this level and category goes here."""
        return category != self.omits and (self.level == "all" or _RANKS[level.lower()] >= _RANKS[self.level])


@dataclass
class Log:
    """``levels`` are the least levels by category; ``""`` is the one of all others. A broken pipe ends a handler, not the server."""

    handlers: Sequence[Handler]
    levels: Mapping[str, str] = field(default_factory=dict)

    def say(self, message: str, level: str = INFO, category: str = QUARKUS) -> None:
        """A line."""
        if self.levels and not self._is_loud(level, category):
            return
        for handler in self.handlers:
            if handler.takes(level, category):
                _write(handler.stream, handler.form(message, level, category) + "\n")

    def hears(self, level: str, category: str) -> bool:
        """Whether anybody would read a line of this level and category."""
        return self._is_loud(level, category) and any(handler.takes(level, category) for handler in self.handlers)

    def of_requests(self) -> Stream | None:
        """Where the access log writes; None where nobody reads it."""
        hears = [handler for handler in self.handlers if _RANKS[handler.level] <= _RANKS["info"]]
        if not hears or _RANKS[self._least(REQUESTS)] > _RANKS["info"]:
            return None
        if len(hears) == 1 and hears[0].form is plain:
            return hears[0].stream
        return Requests(self)

    def _is_loud(self, level: str, category: str) -> bool:
        return _RANKS[level.lower()] >= _RANKS[self._least(category)]

    def _least(self, category: str) -> str:
        while category and category not in self.levels:
            category = category.rpartition(".")[0]
        return self.levels.get(category, "info")


class Requests:
    """A stream whose lines are said in the log."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def write(self, text: str, /) -> None:
        """Says each line."""
        for line in text.splitlines():
            self._log.say(line, INFO, REQUESTS)

    def flush(self) -> None:
        """Nothing waits."""


def _write(stream: Stream, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        return
