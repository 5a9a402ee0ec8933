"""The configuration of a policy: values by name, each a list of texts, and Keycloak's words for those that do not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Config = Mapping[str, list[str]]
_INT = re.compile(r"[+-]?[0-9]+")


class Unfit(ValueError):
    """A configuration that Keycloak refuses; the message is its own."""


def values(config: Config, name: str) -> list[str]:
    """All values of this name."""
    return list(config.get(name) or ())


def first(config: Config, name: str) -> str | None:
    """The value of this name; None where there is none."""
    return next(iter(config.get(name) or ()), None)


def flag(config: Config, name: str) -> bool:
    """A switch, which is on unless it says otherwise."""
    value = first(config, name)
    return value is None or value.lower() == "true"


def number(text: str) -> int:
    """A whole number of 32 bits; raises ValueError."""
    if not _INT.fullmatch(text) or not -(2**31) <= int(text) < 2**31:
        raise ValueError(f"'{text}' is not a number")
    return int(text)


def check_flag(config: Config, name: str, label: str) -> None:
    """Raises Unfit unless there is one value, true or false."""
    if _single(config, name, label) not in ("true", "false", None):
        raise Unfit(f"'{label}' should be 'true' or 'false'")


def check_number(config: Config, name: str, label: str) -> None:
    """Raises Unfit unless there is one value, a whole number."""
    text = _single(config, name, label)
    try:
        number("0" if text is None else text)
    except ValueError as error:
        raise Unfit(f"'{label}' should be a number") from error


def _single(config: Config, name: str, label: str) -> str | None:
    """The only value; None where an import brings an empty list or a null in one, which is as good as a value."""
    listed = values(config, name)
    if len(listed) > 1:
        raise Unfit(f"'{label}' should be a single entry")
    if config.get(name) is None or (listed and listed[0] is not None and not listed[0].strip()):
        raise Unfit(f"'{label}' is required")
    return next(iter(listed), None)


def described(name: str, label: str, kind: str, default: Any = None, options: list[str] | None = None) -> dict[str, Any]:
    """A ConfigPropertyRepresentation; ``label`` is the key of its label and its help."""
    found: dict[str, Any] = {"name": name, "label": f"{label}.label", "helpText": f"{label}.tooltip", "type": kind}
    found |= {"defaultValue": default} if default is not None else {}
    found |= {"options": options} if options is not None else {}
    return {**found, "secret": False, "required": False, "readOnly": False}
