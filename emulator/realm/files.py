"""Realm files: YAML and JSON in, checked RealmRepresentations out; every fault with its file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from emulator.core.documents import Document
from emulator.core.errors import Finding, RealmFileError
from emulator.realm import file_names
from emulator.realm.file_names import REALM_FILE, SUFFIXES, USERS_FILE
from emulator.realm.file_source import EMPTY, NO_CHECKS, Checks, Source


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
    for path in paths:
        batch.take(path)
    batch.merge_users()
    if batch.findings:
        raise RealmFileError(batch.findings)
    return batch.realms


_NOTHING = "holds no realm; a realm begins with 'realm: name'"


class _Batch:
    """What several files say together."""

    def __init__(self, environ: Mapping[str, str], warnings: list[Finding] | None, checks: Checks) -> None:
        self.environ = environ
        self.checks = checks
        self.findings: list[Finding] = []
        self.warnings: list[Finding] = [] if warnings is None else warnings
        self.realms: list[Document] = []
        self._users: list[tuple[Path, Document, bool]] = []
        self._defined: dict[str, Path] = {}

    def take(self, path: Path) -> None:
        """Takes in one file, or those of a folder that Keycloak's import at the start reads."""
        if not path.is_dir():
            self._read(path)
            return
        inside = file_names.inside_of(path)
        if not inside:
            self.findings.append(Finding(f"the folder holds no realm file ({', '.join(SUFFIXES)})", file=str(path)))
        read = file_names.of_start(inside)
        for passed_over in (file for file in inside if file not in read):
            self.warnings.append(
                Finding("is not read: named as a part of an export whose REALM-realm.json is not there", file=str(passed_over))
            )
        for file in read:
            self._read(file, in_folder=True)

    def _read(self, path: Path, in_folder: bool = False) -> None:
        source = Source(path, self.environ, self.checks)
        parsed = source.parse()
        listed = parsed if isinstance(parsed, list) else [parsed] if parsed is not None else []
        if parsed is None and not source.findings:
            self.findings.append(Finding(EMPTY, file=str(path)))
        if parsed == []:
            self.warnings.append(Finding(_NOTHING, file=str(path)))
        for number, document in enumerate(listed):
            realm = source.realm(document, number if isinstance(parsed, list) else None)
            if realm is not None and USERS_FILE.fullmatch(path.name):
                self._users.append((path, realm, in_folder))
            elif realm is not None:
                self._define(realm, path, in_folder)
        self.findings += source.findings
        self.warnings += source.find_warnings()

    def _define(self, realm: Document, path: Path, in_folder: bool) -> None:
        name = realm["realm"]
        first = self._defined.get(name)
        self._defined.setdefault(name, path)
        if first is None:
            self.realms.append(realm)
        elif first == path:
            self.realms = [realm if earlier["realm"] == name else earlier for earlier in self.realms]
            self.warnings.append(Finding(f"the realm '{name}' stands here a second time; only the last one counts", "realm", str(path)))
        elif in_folder:
            self.warnings.append(Finding(f"the realm '{name}' is already in {first}, which counts", "realm", str(path)))
        else:
            self.findings.append(Finding(f"the realm '{name}' is already in {first}", "realm", str(path)))

    def merge_users(self) -> None:
        """Puts the users of ``<n>-users-0.json`` into realm ``<n>``; those of ``<n>-federated-users-0.json`` have no place.

        In a folder they go with ``<n>-realm.json`` alone, as in Keycloak: with it they are passed over where another file counts.
        """
        by_name = {realm["realm"]: realm for realm in self.realms}
        for path, part, in_folder in self._users:
            name = part["realm"]
            realm = by_name.get(name)
            if realm is None and not self.findings:
                self.findings.append(Finding(f"users of the realm '{name}', which no file defines", "realm", str(path)))
            if realm is None or (in_folder and not REALM_FILE.fullmatch(self._defined[name].name)):
                continue
            realm["users"] = [*(realm.get("users") or ()), *(part.get("users") or ())]
            if part.get("federatedUsers"):
                self.warnings.append(Finding("not kept, for there is no user federation", "federatedUsers", str(path)))
