"""Realm files, with all that the emulator has to say of them: the start, ``check`` and the controls say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emulator.core.errors import Finding
from emulator.login import flow_check
from emulator.realm import files
from emulator.world import file_checks

CHECKS = files.Checks(
    warnings=(flow_check.warnings, file_checks.script_policies, file_checks.outside_users), refusals=(file_checks.refusals,)
)


def read_all(paths: Iterable[Path], environ: Mapping[str, str], warnings: list[Finding] | None = None) -> list[dict[str, Any]]:
    """The realms of all files and folders; see ``realm.files.read_all``. Raises RealmFileError with the faults of all of them."""
    return files.read_all(paths, environ, warnings, CHECKS)
