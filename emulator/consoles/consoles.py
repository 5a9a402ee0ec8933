"""The consoles as the server has them: their files by the paths that browsers ask for, what a page loads first, and their texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from emulator.configuration.option_values import SettingsError
from emulator.consoles.places import ARTIFACTS
from emulator.consoles.properties import properties
from emulator.consoles.sources import File, Source, sources
from emulator.core.dataclass import dataclass
from emulator.version import KEYCLOAK_VERSION

ADMIN, ACCOUNT = "admin", "account"
THEMES = {ADMIN: "keycloak.v2", ACCOUNT: "keycloak.v3"}
"""The theme in which Keycloak has each console."""
_BASE = "base"
_KINDS = frozenset({ADMIN, ACCOUNT, "common"})
_MANIFEST = ".vite/manifest.json"
_VERSION = "META-INF/maven/org.keycloak/{artifact}/pom.properties"
_REACT = "theme/keycloak/common/resources/vendor/react/react.production.min.js"
_DIGITS = 5
_SCRIPTS = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""The writing that a country's Chinese is in, which the files are named after."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page of a console loads: a module, style sheets, and modules to be fetched early."""

    script: str
    styles: Sequence[str]
    imports: Sequence[str]


class Consoles:
    """Files of the consoles, by their names in the jars. ``version`` is a part of their URLs, and changes when they do."""

    def __init__(self, files: Mapping[str, File], entries: Mapping[str, Entry]) -> None:
        self._files = files
        self._entries = entries
        marks = hashlib.sha256("".join(f"{name} {files[name].mark}\n" for name in sorted(files)).encode())
        self.version = marks.hexdigest()[:_DIGITS]
        self._languages = {kind: _languages(files.get(f"theme/{_BASE}/{kind}/theme.properties")) for kind in THEMES}
        self._messages: dict[tuple[str, str], Mapping[str, str]] = {}

    def entry(self, kind: str) -> Entry | None:
        """What a console's page loads; None where that console is not there."""
        return self._entries.get(kind)

    def resource(self, kind: str, theme: str, path: str) -> File | None:
        """The file at a path below the resources of a theme; None where there is none, whatever the path is made of."""
        return self._files.get(f"theme/{theme}/{kind}/resources/{path}")

    def languages(self, kind: str) -> list[str]:
        """Tags of the languages that a console offers, in its theme's order."""
        return self._languages[kind]

    def messages(self, kind: str, language: str) -> Mapping[str, str]:
        """The texts of a console in a language, and of no other; read once. Raises OSError."""
        known = self._messages.get((kind, language))
        if known is None:
            known, written = {}, _SCRIPTS.get(language, language)
            for theme in (_BASE, THEMES[kind]):
                file = self._files.get(f"theme/{theme}/{kind}/messages/messages_{written.replace('-', '_')}.properties")
                if file is not None:
                    known.update(properties(file.read().plain().decode("utf-8")))
            self._messages[kind, language] = known
        return known


def opened(place: Path) -> Consoles:
    """The consoles at a place, of which only the lists are read. Raises SettingsError where there is none, or one of another version."""
    files: dict[str, File] = {}
    for source in sources(place):
        if any(_is_of_consoles(name) for name in source.files):
            _check_version(source)
            files.update({name: file for name, file in source.files.items() if _is_of_consoles(name)})
    entries = {
        kind: _entry(files[name]) for kind, theme in THEMES.items() if (name := f"theme/{theme}/{kind}/resources/{_MANIFEST}") in files
    }
    if not entries:
        raise SettingsError(
            f"There is no console at {place}: what is needed are the jars keycloak-admin-ui, keycloak-account-ui, "
            f"keycloak-themes and keycloak-themes-vendor {KEYCLOAK_VERSION}"
        )
    if _REACT not in files:
        raise SettingsError(f"The consoles at {place} need the jar keycloak-themes-vendor {KEYCLOAK_VERSION} beside them")
    return Consoles(files, entries)


def _is_of_consoles(name: str) -> bool:
    parts = name.split("/")
    return len(parts) > 3 and parts[0] == "theme" and parts[2] in _KINDS and parts[3] in ("resources", "messages", "theme.properties")


def _languages(theme: File | None) -> list[str]:
    if theme is None:
        return []
    return [tag.strip() for tag in properties(theme.read().plain().decode("utf-8")).get("locales", "").split(",")]


def _check_version(source: Source) -> None:
    """Raises SettingsError for files of another Keycloak, whose consoles ask for other things, and for those that do not say."""
    stated = next((file for artifact in ARTIFACTS if (file := source.files.get(_VERSION.format(artifact=artifact)))), None)
    if stated is None:
        raise SettingsError(f"{source.place} has a theme but not META-INF/maven: of which Keycloak it is cannot be told")
    version = properties(stated.read().plain().decode("utf-8")).get("version", "")
    if version != KEYCLOAK_VERSION:
        raise SettingsError(f"{source.place} is of Keycloak {version}: the emulator serves the consoles of {KEYCLOAK_VERSION} alone")


def _entry(manifest: File) -> Entry:
    """What the manifest of the build says of the module that begins it all."""
    chunks = json.loads(manifest.read().plain())
    first = next(chunk for chunk in chunks.values() if chunk.get("isEntry"))
    return Entry(first["file"], tuple(first.get("css") or ()), tuple(chunks[name]["file"] for name in first.get("imports") or ()))
