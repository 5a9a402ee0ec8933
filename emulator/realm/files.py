"""Realm files: YAML and JSON in, checked RealmRepresentations out; every fault with its file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from emulator.core.documents import Document
from emulator.core.errors import Finding, RealmFileError
from emulator.realm.file_source import EMPTY, NO_CHECKS, USERS_FILE, Checks, Source

SUFFIXES = (".json", ".yaml", ".yml")


def names() -> list[str]:
    """The names of the realms that come with the emulator."""
    return list(shipped())


def find(name: str) -> Path | None:
    """The file of a shipped realm; None for another name."""
    return shipped().get(name)


def shipped() -> dict[str, Path]:
    """The realms that come with the emulator, by name."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "shipped", here.parent / "realms"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES}
    return {}


def resolve_all(arguments: Iterable[str]) -> list[Path]:
    """The files and folders that command line arguments mean; raises RealmFileError with all that mean nothing."""
    paths: list[Path] = []
    findings: list[Finding] = []
    for argument in arguments:
        try:
            paths.append(resolve(argument))
        except RealmFileError as error:
            findings += error.findings
    if findings:
        raise RealmFileError(findings)
    return paths


def resolve(argument: str) -> Path:
    """The file or folder that a command line argument means: a path, or the name of a shipped realm. Raises RealmFileError."""
    path = Path(argument)
    if path.exists():
        return path
    known = shipped()
    if argument in known:
        return known[argument]
    from difflib import get_close_matches

    near = get_close_matches(argument, known, 1)
    beside = get_close_matches(path.name, _siblings(path), 1, 0.8)
    hint = (
        f"did you mean '{(near or [str(path.with_name(beside[0]))])[0]}'?" if near or beside else f"shipped realms are {', '.join(known)}"
    )
    raise RealmFileError([Finding(f"no such file or folder, and no shipped realm of this name; {hint}", file=argument)])


def _siblings(path: Path) -> list[str]:
    try:
        return [member.name for member in path.parent.iterdir() if member.suffix in SUFFIXES]
    except OSError:
        return []


def read(path: Path, environ: Mapping[str, str], warnings: list[Finding] | None = None) -> list[Document]:
    """The realms of one file or folder; see ``read_all``."""
    return read_all([path], environ, warnings)


def read_all(
    paths: Iterable[Path], environ: Mapping[str, str], warnings: list[Finding] | None = None, checks: Checks = NO_CHECKS
) -> list[Document]:
    """The realms of all files and folders, expanded; raises RealmFileError with the faults of all of them.

    ``warnings`` takes what Keycloak's import ignores without a word, such as a client scope that does not exist, and what
    ``checks`` say; ``world.realm_files`` hands those in that the emulator has.
    """
    batch = _Batch(environ, warnings, checks)
    for path in _files(paths, batch.findings):
        batch.read(path)
    batch.merge_users()
    if batch.findings:
        raise RealmFileError(batch.findings)
    return batch.realms


def inside_of(folder: Path) -> list[Path]:
    """The realm files of a folder in the order of their names; none when it holds none."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())


def _files(paths: Iterable[Path], findings: list[Finding]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = inside_of(path)
        if not inside:
            findings.append(Finding(f"the folder holds no realm file ({', '.join(SUFFIXES)})", file=str(path)))
        files += inside
    return files


_NOTHING = "holds no realm; a realm begins with 'realm: name'"


class _Batch:
    """What several files say together."""

    def __init__(self, environ: Mapping[str, str], warnings: list[Finding] | None, checks: Checks) -> None:
        self.environ = environ
        self.checks = checks
        self.findings: list[Finding] = []
        self.warnings = warnings
        self.realms: list[Document] = []
        self._users: list[tuple[Path, Document]] = []
        self._defined: dict[str, Path] = {}

    def read(self, path: Path) -> None:
        """Takes in one file."""
        source = Source(path, self.environ, self.checks)
        parsed = source.parse()
        listed = parsed if isinstance(parsed, list) else [parsed] if parsed is not None else []
        if parsed is None and not source.findings:
            self.findings.append(Finding(EMPTY, file=str(path)))
        if parsed == [] and self.warnings is not None:
            self.warnings.append(Finding(_NOTHING, file=str(path)))
        for number, document in enumerate(listed):
            realm = source.realm(document, number if isinstance(parsed, list) else None)
            if realm is not None and USERS_FILE.match(path.name):
                self._users.append((path, realm))
            elif realm is not None:
                self._define(realm, path)
        self.findings += source.findings
        if self.warnings is not None:
            self.warnings += source.find_warnings()

    def _define(self, realm: Document, path: Path) -> None:
        name = realm["realm"]
        if name in self._defined:
            self.findings.append(Finding(f"the realm '{name}' is already in {self._defined[name]}", "realm", str(path)))
        self._defined[name] = path
        self.realms.append(realm)

    def merge_users(self) -> None:
        """Puts the users of ``<n>-users-0.json`` into realm ``<n>``; those of ``<n>-federated-users-0.json`` have no place."""
        by_name = {realm["realm"]: realm for realm in self.realms}
        for path, part in self._users:
            realm = by_name.get(part["realm"])
            if realm is not None:
                realm["users"] = [*(realm.get("users") or ()), *(part.get("users") or ())]
                if part.get("federatedUsers") and self.warnings is not None:
                    self.warnings.append(Finding("not kept, for there is no user federation", "federatedUsers", str(path)))
            elif not self.findings:
                self.findings.append(Finding(f"users of the realm '{part['realm']}', which no file defines", "realm", str(path)))
