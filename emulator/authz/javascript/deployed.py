"""Scripts that lie at the server: jars whose ``META-INF/keycloak-scripts.json`` says which policies they have, as at Keycloak."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from emulator.authz.javascript.engine import NEEDED
from emulator.authz.scripts import Script, type_of
from emulator.configuration.option_values import SettingsError
from emulator.core.json_text import read_json

_DESCRIPTOR = "META-INF/keycloak-scripts.json"


def scripts(place: Path) -> dict[str, Script]:
    """The scripts of a jar, or of the jars in a folder, by the type of their policies. Raises SettingsError."""
    if place.is_file() and not has_scripts(place):
        raise SettingsError(f"{place} is no jar with a {_DESCRIPTOR}")
    jars = [place] if place.is_file() else [jar for jar in sorted(place.glob("*.jar")) if has_scripts(jar)]
    found = {script.type: script for jar in jars for script in _of(jar)}
    if found and find_spec(NEEDED) is None:
        raise SettingsError("--features=scripts needs the extra: pip install 'keycloak-emulator[scripts]'")
    return found


def has_scripts(place: Path) -> bool:
    """Whether a file is a jar that has scripts; what cannot be read has none."""
    try:
        with zipfile.ZipFile(place) as jar:
            return _DESCRIPTOR in jar.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _of(place: Path) -> Iterator[Script]:
    try:
        with zipfile.ZipFile(place) as jar:
            listed = read_json(jar.read(_DESCRIPTOR))
            yield from [_script(jar, entry) for entry in listed.get("policies") or ()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{place} has scripts that cannot be read: {error}") from error


def _script(jar: zipfile.ZipFile, entry: Mapping[str, Any]) -> Script:
    name = str(entry["fileName"])
    return Script(type_of(name), str(entry.get("name") or name), str(entry.get("description") or ""), jar.read(name).decode("utf-8"))
