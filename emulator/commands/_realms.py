"""Realm files that a command line names."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from emulator.core.errors import Finding
from emulator.realm import files
from emulator.world import realm_files


def read(names: Sequence[str], environ: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[Path]]:
    """The realms of files, folders and shipped realms, and where they lie; warnings go to standard error. Raises RealmFileError."""
    paths = files.resolve_all(names)
    warnings: list[Finding] = []
    documents = realm_files.read_all(paths, environ, warnings)
    for warning in warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return documents, paths
