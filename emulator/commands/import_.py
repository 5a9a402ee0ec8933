"""``import``: realms from files, into the store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from emulator.commands import Command, _run, _server
from emulator.commands._invocation import Invocation, Shape, UsageError
from emulator.configuration.settings import InvalidValue, environment
from emulator.core.errors import AdminError, Finding, RealmFileError
from emulator.core.log import DIRECTORY_IMPORT, INFO, SERVICES, WARN, Log
from emulator.realm import file_names

SHAPE = Shape(
    "Reads realms from files into the store. While that is memory, nothing is left of them: the files are checked.",
    flags=("optimized",),
    own={
        "dir": "read the files of this directory",
        "file": "read this file",
        "override": "whether a realm that is there already is replaced: true or false (default: true)",
    },
)  # fmt: skip
_FILE = "org.keycloak.exportimport.singlefile.SingleFileImportProvider"


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Imports the files; exit code 1 when that failed. Raises UsageError, SettingsError."""
    prepared = _server.prepare(SHAPE, arguments, invocation)
    folder, file = prepared.configuration.get("dir"), prepared.configuration.get("file")
    if bool(folder) == bool(file):
        raise UsageError("Must specify either --dir or --file options.")
    override = prepared.configuration.get("override", "true").lower()
    if override not in ("true", "false"):
        raise InvalidValue("override", f"{override}. Expected values are: true, false")
    prepared.warn()
    log = prepared.log
    if folder:
        if not Path(folder).is_dir():
            return _run.failed_offline(log, f"Directory {folder} doesn't exist")
        log.say(f"Importing from directory {folder}", INFO, DIRECTORY_IMPORT)
    else:
        log.say(f"Full importing from file {file}", INFO, _FILE)
        if not Path(file).is_file():
            return _run.failed_offline(log, "Failed to run import", f"{file} (No such file or directory)")
    strategy = "OVERWRITE_EXISTING" if override == "true" else "IGNORE_EXISTING"
    if folder:
        log.say(f"KC-SERVICES0030: Full model import requested. Strategy: {strategy}", INFO, SERVICES)
    try:
        _import(prepared, Path(folder or file), override == "true")
    except RealmFileError as error:
        reasons = [] if folder else ["Failed to run import"]
        return _run.failed_offline(log, *reasons, *(str(finding) for finding in error.findings))
    except AdminError as error:
        return _run.failed_offline(log, "Failed to run import", str(error))
    from emulator.serving.opening import lasts

    if not lasts(prepared.settings):
        log.say(
            "The realms are in memory: what was imported ends with this command. Give the files to start-dev, or put them into data/import",
            WARN,
        )
    if folder:
        log.say("KC-SERVICES0032: Import finished successfully", INFO, SERVICES)
    return 0


def _import(prepared: _server.Prepared, path: Path, override: bool) -> None:
    from emulator.serving.opening import add_master, import_realms, open_emulator
    from emulator.world import realm_files

    warnings: list[Finding] = []
    paths = _realm_files(path, prepared.log) if path.is_dir() else [path]
    documents = realm_files.read_all(paths, environment(), warnings)
    for warning in warnings:
        prepared.log.say(str(warning), WARN)
    parts: dict[str, list[Path]] = {}
    for file in paths:
        if (match := file_names.USERS_FILE.fullmatch(file.name)) and not match["federated"]:
            parts.setdefault(match["realm"], []).append(file)
    opened = open_emulator(prepared.settings)

    def work() -> None:
        if not any(document["realm"] == "master" for document in documents):
            add_master(opened.emulator, Log([]))
        import_realms(opened.emulator, documents, prepared.log, override, parts)

    try:
        opened.change(work)
    finally:
        opened.close()


def _realm_files(folder: Path, log: Log) -> list[Path]:
    """The files of a directory that Keycloak's import reads; the others are told."""
    inside = file_names.inside_of(folder)
    read = file_names.exported(inside)
    rest = [path.name for path in inside if path not in read]
    if rest:
        log.say(f"Files that are not named as an export names them, not read: {', '.join(rest)}", WARN, DIRECTORY_IMPORT)
    return read


COMMAND = Command("import", "read realms from files into the store", order=5, run=run)
