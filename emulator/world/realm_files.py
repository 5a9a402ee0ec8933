"""Realm files, with all that the emulator has to say of them: the start, ``check`` and the controls say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from emulator.core.errors import Finding, RealmFileError
from emulator.login import flow_check
from emulator.realm import files
from emulator.realm.file_source import Checks
from emulator.world import file_checks

CHECKS = Checks(warnings=(flow_check.warnings, file_checks.script_policies, file_checks.outside_users), refusals=(file_checks.refusals,))


def read_all(paths: Iterable[Path], environ: Mapping[str, str], warnings: list[Finding] | None = None) -> list[dict[str, Any]]:
    """The realms of all files and folders; see ``realm.files.read_all``. Raises RealmFileError with the faults of all of them."""
    return files.read_all(paths, environ, warnings, CHECKS)


def read_text(text: str, name: str, environ: Mapping[str, str], warnings: list[Finding] | None = None) -> list[dict[str, Any]]:
    """The same of a realm file's text; findings call it ``name``."""
    import tempfile

    said: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "realm.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            documents = read_all([path], environ, said)
        except RealmFileError as error:
            raise RealmFileError([_called(finding, path, name) for finding in error.findings]) from None
    if warnings is not None:
        warnings += [_called(finding, path, name) for finding in said]
    return documents


def _called(finding: Finding, path: Path, name: str) -> Finding:
    return replace(finding, file=name, message=finding.message.replace(str(path), name))
