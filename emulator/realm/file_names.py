"""Which files of a folder an import reads, by their names: Keycloak's rules, for JSON and YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

SUFFIXES = (".json", ".yaml", ".yml")
_ENDING = r"\.(?:json|ya?ml)"
REALM_FILE = re.compile(rf"(?P<realm>.+)-realm{_ENDING}")
USERS_FILE = re.compile(rf"(?P<realm>.+?)-(?P<federated>federated-)?users-\d+{_ENDING}")


def inside_of(folder: Path) -> list[Path]:
    """The files of a folder that an import may read, in the order of their names; none when it holds none."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())


def exported(paths: Sequence[Path]) -> list[Path]:
    """Those that ``import --dir`` reads: REALM-realm.json, and the users of such a realm."""
    realms = {match["realm"] for path in paths if (match := REALM_FILE.fullmatch(path.name))}
    return [
        path for path in paths if REALM_FILE.fullmatch(path.name) or ((part := USERS_FILE.fullmatch(path.name)) and part["realm"] in realms)
    ]


def of_start(paths: Sequence[Path]) -> list[Path]:
    """Those that a start with ``--import-realm`` reads, in its order: files of any name, then what an export has written."""
    return [path for path in paths if not _is_part_of_export(path.name)] + exported(paths)


def _is_part_of_export(name: str) -> bool:
    return "-users-" in name or any(f"-realm{suffix}" in name for suffix in SUFFIXES)
