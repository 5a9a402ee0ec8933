"""``export``: realms as files, under the names that Keycloak gives them and that its import reads again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulator.commands import Command, _run, _server
from emulator.commands._invocation import Invocation, Shape, UsageError
from emulator.configuration.settings import InvalidValue, environment, import_folder
from emulator.configuration.sources import Configuration
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.log import INFO, SERVICES, Log

SHAPE = Shape(
    "Writes realms to files: those of the store or, while that is memory, of the files that are named or lie in data/import.",
    flags=("optimized",), realms=True,
    own={
        "dir": "write to files in this directory",
        "file": "write to this file",
        "realm": "the realm to write; without it, all",
        "users": "where the users go: different_files, skip, realm_file or same_file (default: different_files)",
        "users-per-file": "how many users a file gets, with different_files (default: 50)",
    },
)  # fmt: skip
USERS = ("skip", "realm_file", "same_file", "different_files")
_DIR = "org.keycloak.exportimport.dir.DirExportProvider"
_FILE = "org.keycloak.exportimport.singlefile.SingleFileExportProvider"


class ExportError(Exception):
    """What there is to export cannot be; the message is Keycloak's."""


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Writes the files; exit code 1 when that failed. Raises UsageError, SettingsError, RealmFileError."""
    prepared = _server.prepare(SHAPE, arguments, invocation)
    plan = _Plan(prepared.configuration)
    prepared.warn()
    from emulator.serving.opening import add_master, import_realms, lasts, open_emulator

    if prepared.given.rest and lasts(prepared.settings):
        raise UsageError("export takes realm files only while the realms are in memory; this store has realms of its own.")
    documents = [] if lasts(prepared.settings) else _documents(prepared)
    opened = open_emulator(prepared.settings)
    emulator, quiet = opened.emulator, Log([])
    try:
        add_master(emulator, quiet)
        import_realms(emulator, documents, quiet, override=True)
        _write(emulator, plan, prepared.log)
    except ExportError as error:
        return _run.failed_offline(prepared.log, str(error))
    except AdminError as error:
        return _run.failed_offline(prepared.log, f"the import was refused: {error}")
    except OSError as error:
        return _run.failed_offline(prepared.log, f"{error.filename} ({error.strerror})")
    finally:
        opened.close()
    prepared.log.say("KC-SERVICES0035: Export finished successfully", INFO, SERVICES)
    return 0


class _Plan:
    """Where what goes. Raises UsageError, InvalidValue."""

    def __init__(self, configuration: Configuration) -> None:
        self.folder = configuration.get("dir")
        self.file = configuration.get("file")
        self.realm = configuration.get("realm")
        self.users = configuration.get("users", "different_files")
        number = configuration.get("users-per-file", "50")
        if bool(self.folder) == bool(self.file):
            raise UsageError("Must specify either --dir or --file options.")
        wrong = [] if self.users in USERS else [str(InvalidValue("users", f"{self.users}. Expected values are: {', '.join(USERS)}")) + "."]
        if self.file and "users" in configuration.values and self.users != "same_file":
            wrong.append(
                "Property '--users' can be used only when exporting to a directory, or value set to 'same_file' when exporting to a file."
            )
        if wrong:
            raise UsageError("\n".join(wrong))
        if not number.removeprefix("-").isdecimal():
            raise InvalidValue("users-per-file", f'Expected an integer value, got "{number}"')
        self.users_per_file = int(number)


def _documents(prepared: _server.Prepared) -> list[Document]:
    names = list(prepared.given.rest)
    folder = import_folder()
    if not names and folder is not None:
        from emulator.realm import file_names

        names = [str(folder)] if file_names.inside_of(folder) else []
    if not names:
        return []
    from emulator.commands import _realms

    return _realms.read(names, environment())[0]


def _write(emulator: Any, plan: _Plan, log: Log) -> None:
    if plan.users_per_file < 1:
        raise ExportError("usersPerFile must be greater than 0")
    requested = f"0034: Export of realm '{plan.realm}' requested." if plan.realm else "0033: Full model export requested"
    log.say(f"KC-SERVICES{requested}", INFO, SERVICES)
    what = f"realm '{plan.realm}'" if plan.realm else "model"
    log.say(f"Exporting into directory {plan.folder}" if plan.folder else f"Exporting {what} into file {plan.file}", INFO, _where(plan))
    if plan.realm and plan.realm not in emulator.store.realms:
        raise ExportError(f"realm not found by realm name '{plan.realm}'")
    chosen = [emulator.store.realms.get(plan.realm)] if plan.realm else list(emulator.store.realms)
    documents = [_with_sorted_users(emulator.export(tables)) for tables in chosen]
    if plan.file:
        _save(Path(plan.file), documents[0] if plan.realm else documents)
        return
    folder = Path(plan.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        _write_realm(folder, document, plan, log)


def _where(plan: _Plan) -> str:
    return _DIR if plan.folder else _FILE


def _write_realm(folder: Path, document: Document, plan: _Plan, log: Log) -> None:
    name, users = document["realm"], document.get("users") or []
    apart = plan.users != "realm_file"
    _save(folder / f"{name}-realm.json", {k: v for k, v in document.items() if k != "users"} if apart else document)
    log.say(f"Realm '{name}' - data exported", INFO, _DIR)
    if plan.users in ("skip", "realm_file"):
        return
    size = plan.users_per_file if plan.users == "different_files" else max(len(users), 1)
    for number, start in enumerate(range(0, len(users), size)):
        part = users[start : start + size]
        _save(folder / f"{name}-users-{number}.json", {"realm": name, "users": part})
        log.say(f"Users {start} - {start + len(part) - 1} exported", INFO, _DIR)


def _with_sorted_users(document: Document) -> Document:
    users = sorted(document.get("users") or (), key=lambda user: str(user["username"]))
    return {**{k: v for k, v in document.items() if k != "users"}, **({"users": users} if users else {})}


def _save(path: Path, content: Any) -> None:
    from emulator.commands import _json

    path.write_text(_json.text(content), encoding="utf-8")


COMMAND = Command("export", "write realms to files", order=4, run=run)
