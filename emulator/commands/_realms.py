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
    _warn(warnings)
    return documents, paths


def read_text(text: str, name: str, environ: Mapping[str, str]) -> list[dict[str, Any]]:
    """The realms of a realm file's text, which findings call ``name``; warnings go to standard error. Raises RealmFileError."""
    warnings: list[Finding] = []
    documents = realm_files.read_text(text, name, environ, warnings)
    _warn(warnings)
    return documents


def _warn(warnings: Sequence[Finding]) -> None:
    for warning in warnings:
        sys.stderr.write(f"warning: {warning}\n")
