"""The validators of the user profile, each as observed on Keycloak: a value in, an error's name and parameters out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite
from typing import Any

from emulator.core import safe_regex
from emulator.realm import email_domains
from emulator.realm.gates import uris

Config = Mapping[str, Any]
Fault = tuple[str, list[Any]]

_LENGTH = {
    (True, True): "error-invalid-length",
    (True, False): "error-invalid-length-too-short",
    (False, True): "error-invalid-length-too-long",
}
LENGTH, USERNAME = "length", "username-prohibited-characters"
INVALID_EMAIL, INVALID_URI = "error-invalid-email", "error-invalid-uri"
_USERNAME = re.compile(r"[<>&\"'\s$%!#?§,;:*~/\\|^=\[\]{}()`\x00-\x1f\x7f]")
_PERSON = re.compile(r"[<>&\"\n\x0b\f\r\x85\u2028\u2029$%!#?§;*~/\\|^=\[\]{}()\x00-\x1f\x7f]")
_ATOM = rf"(?:[^\x00-\x20\"(),.:;<>@\[\\\]\x7f{email_domains.BEYOND}]+|\"[^\"]+\")"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOUBLE = re.compile(
    r"([+-]?(?:NaN|Infinity|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|0[xX](?:[0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+))"
    r"(?:(?<![yN])[fFdD])?"
)
_LOCAL_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{1,4}")


def _length(value: str, config: Config) -> Fault | None:
    low, high = _bound(config, "min"), _bound(config, "max")
    text = value if str(config.get("trim-disabled", "")).lower() == "true" else value.strip()
    if (low is not None and len(text) < low) or (high is not None and len(text) > high):
        return _LENGTH[low is not None, high is not None], [_whole(low), _whole(high)]
    return None


def _email(value: str, config: Config) -> Fault | None:
    local, at, domain = value.rpartition("@")
    limit = _bound(config, "max-local-length")
    good = at and len(local) <= (64 if limit is None else limit) and email_domains.is_domain(domain)
    return None if good and _LOCAL.fullmatch(local) else (INVALID_EMAIL, [value])


def _pattern(value: str, config: Config) -> Fault | None:
    pattern = str(config.get("pattern") or "")
    try:
        matches = safe_regex.fullmatch(pattern, value)
    except re.error:
        matches = False
    return None if matches else (str(config.get("error-message") or "error-pattern-no-match"), [pattern])


def _number(kind: Callable[[str], float]) -> Callable[[str, Config], Fault | None]:
    def check(value: str, config: Config) -> Fault | None:
        if not value.strip():
            return None
        try:
            number = kind(value)
        except (ValueError, OverflowError):
            return "error-invalid-number", []
        least, most = (_bound(config, name) for name in ("min", "max"))
        under = least is not None and number < least
        over = most is not None and number > most
        which = "-too-big" if least is None else "-too-small" if most is None else ""
        told = [_whole(bound) if kind is _long else bound for bound in (least, most)]
        return (f"error-number-out-of-range{which}", told) if under or over else None

    return check


def _long(text: str) -> int:
    """A whole number as Java's Long reads it."""
    if not re.fullmatch(r"[+-]?\d+", text) or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return int(text)


def _double(text: str) -> float:
    """A number as Java's Double reads it: with a suffix, in hexadecimal, ``NaN`` and ``Infinity`` in just this writing."""
    shown = _DOUBLE.fullmatch(text.strip())
    if shown is None:
        raise ValueError(text)
    return float.fromhex(shown[1]) if "x" in shown[1].lower() else float(shown[1])


def _uri(value: str, config: Config) -> Fault | None:
    try:
        parts = uris.parse(value)
    except uris.MalformedUri as error:
        return INVALID_URI, [value, str(error)]
    listed = config.get("allowedSchemes")
    allowed = listed if isinstance(listed, list) else ("http", "https")
    if parts.scheme is not None and parts.scheme not in allowed:
        return "error-invalid-uri-scheme", [value, parts.scheme]
    if parts.fragment and str(config.get("allowFragment", "true")).lower() == "false":
        return "error-invalid-uri-fragment", [value, parts.fragment]
    if str(config.get("requireValidUrl", "true")).lower() == "true" and not parts.is_url:
        return INVALID_URI, [value, "URI is not absolute" if parts.scheme is None else f"unknown protocol: {parts.scheme}"]
    return None


def _options(value: str, config: Config) -> Fault | None:
    return None if value in (config.get("options") or ()) else ("error-invalid-value", [])


def _iso_date(value: str, config: Config) -> Fault | None:
    year, month, day = value[:4], value[5:7], value[8:]
    good = _ISO_DATE.fullmatch(value) and _is_date(int(year), int(month), int(day))
    return None if good else ("error-invalid-date", [value])


def _local_date(value: str, config: Config) -> Fault | None:
    if _LOCAL_DATE.fullmatch(value):
        month, day, year = (int(part) for part in value.split("/"))
        if _is_date(year, month, day):
            return None
    return "error-invalid-date", []


def _is_date(year: int, month: int, day: int) -> bool:
    from calendar import monthrange

    return 1 <= month <= 12 and year > 0 and 1 <= day <= monthrange(year, month)[1]


def _username(value: str, config: Config) -> Fault | None:
    return (_message(config, "error-username-invalid-character"), []) if _USERNAME.search(value) else None


def _person_name(value: str, config: Config) -> Fault | None:
    return (_message(config, "error-person-name-invalid-character"), []) if _PERSON.search(value) else None


def _homograph(value: str, config: Config) -> Fault | None:
    return None if all(_is_latin_or_common(letter) for letter in value) else (_message(config, "error-username-invalid-character"), [])


def _is_latin_or_common(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category.startswith("L"):
        name = unicodedata.name(letter, "")
        return "LATIN" in name or letter in "ªºµ"
    return not category.startswith("M")


def _message(config: Config, usual: str) -> str:
    return str(config.get("error-message") or usual)


def _bound(config: Config, name: str) -> float | None:
    value = config.get(name)
    try:
        return float(value) if isinstance(value, int | float | str) and value != "" else None
    except OverflowError:
        return inf if value > 0 else -inf  # type: ignore[operator]  # only a whole number is too large
    except ValueError:
        return None


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and isfinite(value) else None


VALIDATORS: Mapping[str, Callable[[str, Config], Fault | None]] = {
    LENGTH: _length,
    "email": _email,
    "pattern": _pattern,
    "integer": _number(_long),
    "double": _number(_double),
    "uri": _uri,
    "options": _options,
    "iso-date": _iso_date,
    "local-date": _local_date,
    USERNAME: _username,
    "person-name-prohibited-characters": _person_name,
    "up-username-not-idn-homograph": _homograph,
}
"""Validators of single values, by id; ``multivalued`` counts values and is not among them."""

MULTIVALUED = "multivalued"
SIZE = "error-invalid-multivalued-size"
_NO_LIMIT = 1_000_000


def faults(validations: Mapping[str, Any], values: Sequence[str], *, multivalued: bool, required: bool = False) -> list[Fault]:
    """What is wrong with the values of one attribute: their number, and what each validator says of them, the same but once.

    Blank values do not count; empty ones are looked at by no validator. What is required has one value at least.
    """
    low, high = _counts(validations, multivalued, 1 if required else 0)
    problems: list[Fault] = []
    if not low <= sum(1 for value in values if value.strip()) <= high:
        problems.append((SIZE, [low, high]))
    for validator, config in validations.items():
        check = VALIDATORS.get(validator)
        for value in values if check is not None else ():
            problem = check(value, config or {}) if value and check is not None else None
            if problem is not None and problem not in problems:
                problems.append(problem)
    return problems


def keeps_rules(attribute: Mapping[str, Any], value: str) -> bool:
    """Whether a default value is one that an attribute of a UPConfig may have."""
    return not faults(attribute.get("validations") or {}, [value], multivalued=bool(attribute.get("multivalued")))


def _counts(validations: Mapping[str, Any], multivalued: bool, least: int) -> tuple[int, int]:
    """How few and how many values an attribute may have."""
    config = validations.get(MULTIVALUED)
    if config:
        low = _whole(_bound(config, "min"))
        return least if low is None else low, _whole(_bound(config, "max")) or _NO_LIMIT
    return least, _NO_LIMIT if multivalued else 1
