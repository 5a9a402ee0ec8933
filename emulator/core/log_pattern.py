"""Log lines by a pattern, as ``--log-console-format`` gives one: ``%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n``."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from datetime import datetime

from emulator.core.log import Form

_PART = re.compile(r"%(-?\d+)?(?:\.\d+)?([a-zA-Z%])(?:\{([^}]*)\})?")
_TIME = re.compile(r"yyyy|MM|dd|HH|mm|ss|S+|[^yMdHmsS]+|.")
_USUAL = "yyyy-MM-dd HH:mm:ss,SSS"
_WORDS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


def form(pattern: str, now: Callable[[], float]) -> Form:
    """The form; ``now`` gives epoch seconds, which are shown in local time. Symbols that the emulator has nothing for are left empty."""
    host = socket.gethostname() if "%h" in pattern or "%H" in pattern else ""

    def line(message: str, level: str, category: str) -> str:
        values = {"p": level, "c": category, "t": "main", "s": message, "m": message, "n": "\n", "%": "%", "h": host, "H": host}

        def part(match: re.Match[str]) -> str:
            width, symbol, argument = match[1], match[2], match[3]
            text = _time(now(), argument or _USUAL) if symbol == "d" else values.get(symbol, "")
            if not width:
                return text
            return text.ljust(-int(width)) if width.startswith("-") else text.rjust(int(width))

        return _PART.sub(part, pattern).rstrip("\n")

    return line


def _time(seconds: float, pattern: str) -> str:
    moment = datetime.fromtimestamp(seconds).astimezone()

    def part(match: re.Match[str]) -> str:
        word = match[0]
        if word.startswith("S"):
            return f"{moment.microsecond:06}"[: len(word)]
        return moment.strftime(_WORDS[word]) if word in _WORDS else word

    return _TIME.sub(part, pattern)
