"""What a fault may say, checked when it is made: a rule that is in force meets every request and must break none by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from emulator.testing.faults import BELOW, EFFECTS, ENDPOINTS, Fault, FaultError

_TEXTS = ("endpoint", "path", "method", "realm", "client_id", "id")
_FLAGS = ("malformed", "reset")
_NUMBERS: Mapping[str, tuple[Any, float, str]] = {
    "skip": (int, 0, "a number of requests"),
    "times": (int, 0, "a number of requests, 0 for all"),
    "probability": ((int, float), 0, "a number from 0 to 1"),
    "latency": ((int, float), 0, "seconds, or two numbers of seconds"),
    "status": (int, 0, "an HTTP status"),
    "truncate": (int, 0, "a number of bytes"),
    "retry_after": (int, 0, "seconds"),
}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})
_LONGEST_HEADER = 8192
_BODILESS = (204, 304)
_LARGEST = 2**53


def parse(document: Mapping[str, Any]) -> Fault:
    """A rule from its JSON members or keyword arguments; raises FaultError for what it cannot be. Null is as if it were not said."""
    known = {each.name for each in fields(Fault) if not each.name.startswith("_")} - {"seen", "met"}
    for name in document:
        if name not in known:
            raise FaultError(f"a fault has no member '{name}'{_hint(name, known)}")
    values = {name: value for name, value in document.items() if value is not None}
    _check_texts(values)
    if isinstance(values.get("latency"), list | tuple):
        values["latency"] = _pair(values["latency"])
    _check_numbers(values)
    for name in _FLAGS:
        if not isinstance(values.get(name, False), bool):
            raise FaultError(f"{name} is true or false, not {values[name]!r}")
    if not isinstance(values.get("merge", {}), Mapping):
        raise FaultError(f"merge is an object, the members that replace those of the answer, not {values['merge']!r}")
    if "headers" in values:
        values["headers"] = _headers(values["headers"])
    fault = Fault(**values)
    if not fault.does_something():
        raise FaultError(f"a fault without an effect does nothing: say what happens, by one of {', '.join(EFFECTS)}")
    return fault


def _check_texts(values: Mapping[str, Any]) -> None:
    for name in _TEXTS:
        if not isinstance(values.get(name, ""), str):
            raise FaultError(f"{name} is a text, not {values[name]!r}")
    if isinstance(values.get("seed", 0), bool) or not isinstance(values.get("seed", 0), int | str):
        raise FaultError(f"seed is a text or a number, not {values['seed']!r}")
    names = [*ENDPOINTS, *BELOW]
    if values.get("endpoint", "") not in ("", *names):
        raise FaultError(f"endpoint is one of {', '.join(names)}, not '{values['endpoint']}'")


def _check_numbers(values: Mapping[str, Any]) -> None:
    for name, (kinds, least, what) in _NUMBERS.items():
        value = values.get(name)
        if value is None or (name == "latency" and isinstance(value, tuple)):
            continue
        if not isinstance(value, kinds) or not _is_number(value) or value < least:
            raise FaultError(f"{name} is {what}, not {value!r}")
    if values.get("probability", 0) > 1 or (values.get("status", 0) and not 200 <= values["status"] <= 599):
        raise FaultError("probability goes from 0 to 1, and status from 200 to 599")
    if values.get("status") in _BODILESS and (values.get("malformed") or values.get("body") not in (None, "")):
        raise FaultError(f"an answer with the status {values['status']} has no body")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST


def _pair(pair: Any) -> tuple[float, float]:
    if len(pair) != 2 or not all(_is_number(number) for number in pair) or not 0 <= pair[0] <= pair[1]:
        raise FaultError(f"latency is seconds, or two numbers of seconds, the smaller first, not {list(pair)}")
    return float(pair[0]), float(pair[1])


def _headers(headers: Any) -> dict[str, str]:
    """Headers that a server can send: others would end the connection without an answer, or be read as something else."""
    if not isinstance(headers, Mapping):
        raise FaultError(f"headers is an object of names and texts, not {headers!r}")
    for name, value in headers.items():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise FaultError(f"{name!r} is no name of a header")
        if name.lower() in _FRAMING:
            raise FaultError(f"{name} is the server's own: truncate and reset break an answer off")
        if not isinstance(value, str) or _CONTROL.search(value) or len(value) > _LONGEST_HEADER:
            raise FaultError(f"the value of the header {name} is a text of one line, of at most {_LONGEST_HEADER} characters")
    return {name: value.encode("utf-8", "replace").decode() for name, value in headers.items()}


def _hint(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    return f", did you mean '{close[0]}'?" if close else ""
