"""Config of key provider components: reading it, and refusing it in Keycloak's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError

_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_LONG = 2**63


@dataclass(frozen=True, slots=True)
class Property:
    """A config entry; ``kind`` is ``text``, ``number``, ``boolean`` or ``list`` (one of ``options``)."""

    name: str
    label: str = ""
    kind: str = "text"
    options: Sequence[str] = ()
    required: bool = False
    secret: bool = False


BASE = (
    Property("priority", "Priority", "number"),
    Property("enabled", "Enabled", "boolean"),
    Property("active", "Active", "boolean"),
)
ALGORITHM = Property("algorithm")
KEY_SIZE = Property("keySize", "Key size", "list", ("1024", "2048", "3072", "4096"))
SECRET_SIZE = Property("secretSize", "Secret size", "list", ("16", "24", "32", "64", "128", "256", "512"))
GENERATE_CERTIFICATE = Property("ecGenerateCertificate", "Generate Certificate", "boolean")
NIST_CURVES = ("P-256", "P-384", "P-521")


def value(component: Mapping[str, Any], name: str, default: str = "") -> str:
    """The first value of a config entry; ``default`` when it is absent or empty."""
    found = (component.get("config") or {}).get(name)
    if isinstance(found, list | tuple):
        found = found[0] if found else None
    return str(found) if found not in (None, "") else default


def status(component: Mapping[str, Any]) -> str:
    """ACTIVE signs, PASSIVE only verifies, DISABLED does neither."""
    if value(component, "enabled", "true") != "true":
        return "DISABLED"
    return "ACTIVE" if value(component, "active", "true") == "true" else "PASSIVE"


def priority(component: Mapping[str, Any]) -> int:
    """The component's priority; 0 when it has none."""
    text = value(component, "priority", "0")
    return int(text) if _is_number(text) else 0


def refusal(message: str) -> AdminError:
    """Keycloak's 400 to a component that it does not accept."""
    return AdminError(400, {"errorMessage": message})


def check(config: Mapping[str, Sequence[str]], properties: Sequence[Property]) -> None:
    """Raises AdminError for the first entry that Keycloak refuses; ``config`` has lists of texts without empty ones."""
    for entry in properties:
        values = config.get(entry.name) or ()
        if not values:
            if entry.required:
                raise refusal(f"'{entry.label}' is required")
            continue
        if entry.kind == "text" and not entry.required:
            continue
        if len(values) > 1:
            raise refusal(f"'{entry.label}' should be a single entry")
        _check_value(entry, values[0])


def _check_value(entry: Property, text: str) -> None:
    if entry.kind == "number" and not _is_number(text):
        raise refusal(f"'{entry.label}' should be a number")
    if entry.kind == "boolean" and text not in ("true", "false"):
        raise refusal(f"'{entry.label}' should be 'true' or 'false'")
    if entry.kind == "list" and text not in entry.options:
        *first, last = entry.options
        raise refusal(f"'{entry.label}' should be {', '.join(first)} or {last}")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and -_LONG <= int(text) < _LONG
