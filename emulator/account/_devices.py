"""What a ``User-Agent`` header says of the device that a session is on, as Keycloak reads it: by the same list of patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass

_OTHER, _UNKNOWN = "Other", "Unknown"


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its name, its system and the system's version, and the browser with its version."""

    name: str = _OTHER
    os: str = _OTHER
    os_version: str = _UNKNOWN
    browser: str = f"{_OTHER}/{_UNKNOWN}"
    mobile: bool = False


def of_all(context: Context, user_agents: Iterable[str | None]) -> Mapping[str | None, Device]:
    """The devices of these headers; one that is unknown for none."""
    said = frozenset(text for text in user_agents if text)
    # The list is long: to read it takes a while, and to go through it some milliseconds for each header.
    known: dict[str | None, Device] = context.answers.ask(("devices", said), lambda: {text: _read(text) for text in said}) if said else {}
    return defaultdict(Device, known)


def _read(user_agent: str) -> Device:
    import ua_parser

    client = ua_parser.parse(user_agent)
    browser, system = client.user_agent, client.os
    version = _version(browser, ("major", "minor", "patch"))
    name = browser.family if browser is not None else _OTHER
    return Device(
        client.device.family if client.device is not None else _OTHER,
        system.family if system is not None else _OTHER,
        _system_version(system, name, browser, version),
        f"{name}/{version}",
        "mobile" in user_agent.lower(),
    )


def _version(part: Any, members: tuple[str, ...]) -> str:
    said = [getattr(part, member) for member in members if getattr(part, member, None) is not None]
    return ".".join(said) or _UNKNOWN


def _system_version(system: Any, name: str, browser: Any, version: str) -> str:
    """The system's version; Safari says a later one of iOS than the system itself does."""
    own = _version(system, ("major", "minor", "patch", "patch_minor"))
    is_ios = system is not None and system.family == "iOS" and "safari" in name.lower()
    return version if is_ios and _number(browser.major) > _number(system.major) else own


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() else -1
