"""The options of the last ``build``, which ``start --optimized`` goes by: kept where Keycloak keeps its own, in ``lib/quarkus``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from emulator.configuration.known import Table
from emulator.configuration.settings import HOMES, SettingsError

PERSISTED = "Persisted"
_FILE = "build-options.json"
_NEVER = (
    "The '--optimized' flag was used for first ever server start. Please don't use this flag for the first startup or use "
    "'keycloak-emulator build' to build the server first."
)
_DIFFER = (
    "The following build time options have values that differ from what is persisted - the new values will NOT be used until another "
    "build is run: {}\n"
)


def folder() -> Path | None:
    """Where builds are kept; None outside of a Keycloak home, which has ``lib/quarkus``."""
    return next((path for path in (Path(home, "lib", "quarkus") for home in HOMES) if path.is_dir()), None)


def is_build_option(name: str, table: Table) -> bool:
    """Whether Keycloak has to build again when this option changes."""
    known = table.find(name)
    return known is not None and known.build


def keep(values: Mapping[str, str]) -> Path | None:
    """Keeps the options; the file, None where there is nowhere to keep them. Raises OSError."""
    place = folder()
    if place is None:
        return None
    path = place / _FILE
    path.write_text(json.dumps(dict(values)), encoding="utf-8")
    return path


def last(options: Mapping[str, str], build_options: Iterable[str]) -> dict[str, str]:
    """The options of the last build, none outside of a Keycloak home; ``options`` may not differ. Raises SettingsError."""
    place = folder()
    if place is None:
        return {}
    try:
        kept: dict[str, str] = json.loads((place / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SettingsError(_NEVER) from None
    differ = [f"kc.{name}" for name in build_options if options[name] != kept.get(name)]
    if differ:
        raise SettingsError(_DIFFER.format(", ".join(differ)))
    return kept
