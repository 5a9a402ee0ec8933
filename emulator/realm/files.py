"""Realm files: YAML and JSON in, checked RealmRepresentations out; every fault with its file, line and column."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.core.errors import Finding, RealmFileError
from emulator.core.json_text import whole
from emulator.realm import meaning, origin, placeholders, shorthand
from emulator.realm.scalars import Written
from emulator.realm.schema import Fault, Walker, path_text

Document = dict[str, Any]

SUFFIXES = (".json", ".yaml", ".yml")
_USERS_FILE = re.compile(r"^(?P<realm>.+)-users-\d+\.json$")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_REALM_FILE = re.compile(r"^(?P<realm>.+)-realm\.(json|ya?ml)$")
_JSON_HINTS = (("'", "JSON has double quotes only"), ("/", "JSON has no comments"), ("#", "JSON has no comments"))


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
    near = difflib.get_close_matches(argument, known, 1)
    beside = difflib.get_close_matches(path.name, _siblings(path), 1, 0.8)
    hint = (
        f"did you mean '{(near or [str(path.with_name(beside[0]))])[0]}'?" if near or beside else f"shipped realms are {', '.join(known)}"
    )
    raise RealmFileError([Finding(f"no such file or folder, and no shipped realm of this name; {hint}", file=argument)])


def _siblings(path: Path) -> list[str]:
    try:
        return [member.name for member in path.parent.iterdir() if member.suffix in SUFFIXES]
    except OSError:
        return []


Check = Callable[[Document], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Checks:
    """What rooms above know of a realm that is well-formed: what they warn of, and what they refuse."""

    warnings: Sequence[Check] = ()
    refusals: Sequence[Check] = ()


def read(path: Path, environ: Mapping[str, str], warnings: list[Finding] | None = None) -> list[Document]:
    """The realms of one file or folder; see ``read_all``."""
    return read_all([path], environ, warnings)


def read_all(
    paths: Iterable[Path], environ: Mapping[str, str], warnings: list[Finding] | None = None, checks: Checks = Checks()
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


_EMPTY = "is empty; a realm begins with 'realm: name'"
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
        source = _Source(path, self.environ, self.checks)
        parsed = source.parse()
        listed = parsed if isinstance(parsed, list) else [parsed] if parsed is not None else []
        if parsed is None and not source.findings:
            self.findings.append(Finding(_EMPTY, file=str(path)))
        if parsed == [] and self.warnings is not None:
            self.warnings.append(Finding(_NOTHING, file=str(path)))
        for number, document in enumerate(listed):
            realm = source.realm(document, number if isinstance(parsed, list) else None)
            if realm is not None and _USERS_FILE.match(path.name):
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


class _Source:
    """One file: its text, and what is wrong with it."""

    def __init__(self, path: Path, environ: Mapping[str, str], checks: Checks) -> None:
        self.path = path
        self.environ = environ
        self.checks = checks
        self.text = ""
        self.findings: list[Finding] = []
        self._warnings: list[tuple[int | None, Fault]] = []
        self._repeated = False

    def parse(self) -> Any:
        """The file's document, None where it has none; what stops the reading is in ``findings``."""
        from emulator.realm import yaml_text

        if not self._read_text():
            return None
        try:
            return self._json() if self.path.suffix == ".json" else yaml_text.load(self.text, self.environ)
        except json.JSONDecodeError as error:
            self._find(f"broken JSON: {error.msg}{_json_hint(error)}", error.lineno, error.colno)
        except RecursionError:
            self._find("nested too deeply")
        except yaml_text.YamlFault as fault:
            self._find(str(fault), fault.line, fault.column)
        except placeholders.EndlessPlaceholderError as error:
            self._find(str(error))
        return None

    def _read_text(self) -> bool:
        try:
            self.text = self.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self._find(f"cannot be read: {error.strerror}")
            return False
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            column = len(before) - (before.rfind(b"\n") + 1) + 1
            self._find(f"is not UTF-8: byte 0x{error.object[error.start]:02x}; save the file as UTF-8", before.count(b"\n") + 1, column)
            return False
        if not self.text.strip() or (self.path.suffix != ".json" and not re.search(r"^\s*[^\s#]", self.text, re.MULTILINE)):
            self._find(_EMPTY)
            return False
        return True

    def _json(self) -> Any:
        self.text = placeholders.replace(self.text, self.environ)
        return json.loads(self.text, parse_float=Written, parse_constant=self._constant, object_pairs_hook=self._pairs)

    def _pairs(self, pairs: list[tuple[str, Any]]) -> Document:
        found = dict(pairs)
        self._repeated = self._repeated or len(found) < len(pairs)
        return found

    def _constant(self, name: str) -> None:
        raise json.JSONDecodeError(f"{name} is no JSON", self.text, max(self.text.find(name), 0))

    def realm(self, document: Any, number: int | None) -> Document | None:
        """The realm that a document means; None where it has faults."""
        if not isinstance(document, dict):
            self._place([(number, Fault((), "a realm is a mapping with 'realm', 'clients', 'users' …"))], self.findings)
            return None
        if _HALF_PAIR.search(self.text):
            document = whole(document)
        written = self.path.suffix != ".json" or "$schema" in document
        document = {key: value for key, value in document.items() if key != "$schema"}
        walker = Walker(shorthand.FIELDS if written else None)
        walker.check(document, "RealmRepresentation")
        self._warnings += [(number, warning) for warning in walker.warnings]
        faults = walker.faults or [*_named(document, self.path), *(shorthand.faults(document) if written else ())]
        expanded = document
        if not faults:
            expanded = shorthand.expand(document, self.path.stem) if written else document
            faults, warnings = meaning.check(expanded, references=not _USERS_FILE.match(self.path.name))
            if not faults:
                warnings += [*meaning.not_set(expanded), *(fault for check in self.checks.warnings for fault in check(expanded))]
                faults = [fault for check in self.checks.refusals for fault in check(expanded)]
            self._warnings += [(number, _at_source(warning, document, expanded)) for warning in warnings]
            faults = [_at_source(fault, document, expanded) for fault in faults]
        self._place([(number, fault) for fault in faults], self.findings)
        return None if faults else expanded

    def find_warnings(self) -> list[Finding]:
        """What Keycloak would take without a word."""
        found: list[Finding] = []
        self._place(self._warnings, found)
        if self._repeated:
            from emulator.realm import positions

            for key, (line, column) in positions.repeated(self.text):
                found.append(Finding(f"'{key}' stands here a second time; only the last one counts", "", str(self.path), line, column))
        return found

    def _place(self, faults: list[tuple[int | None, Fault]], into: list[Finding]) -> None:
        if not faults:
            return
        from emulator.realm import positions

        places = positions.of(self.text, [(number, fault.path, fault.key) for number, fault in faults], self.environ)
        for (_, fault), (line, column) in zip(faults, places, strict=True):
            into.append(Finding(fault.message, path_text(fault.path), str(self.path), line, column))

    def _find(self, message: str, line: int = 0, column: int = 0) -> None:
        self.findings.append(Finding(message, "", str(self.path), line, column))


def _at_source(fault: Fault, written: Document, expanded: Document) -> Fault:
    path = fault.path if written is expanded else origin.source(written, expanded, fault.path)
    return fault if path == fault.path else Fault(path, fault.message, False, fault.kind)


def _json_hint(error: json.JSONDecodeError) -> str:
    if error.doc[: error.pos + 1].rstrip("]}").rstrip().endswith(",") and error.doc[error.pos :].lstrip(" ,\n\r\t")[:1] in ("]", "}"):
        return "; no comma belongs before a closing bracket"
    character = error.doc[error.pos : error.pos + 1]
    hint = next((hint for start, hint in _JSON_HINTS if character == start), "")
    return f"; {hint}" if hint else ""


def _named(document: Document, path: Path) -> list[Fault]:
    """What is wrong with the realm's name: missing, not allowed, or not the one that the file is named after."""
    name = document.get("realm")
    if not name:
        return [Fault((), "a realm needs 'realm', its name")] if path.suffix == ".json" or name == "" else []
    if "/" in name:
        return [Fault(("realm",), "Character '/' not allowed.")]
    match = _REALM_FILE.match(path.name)
    if match is None or match["realm"] == name:
        return []
    should = f"File name should be {name}-realm{path.suffix}"
    return [Fault(("realm",), f"File name / realm name mismatch. {path.name}, contains realm {name}. {should}")]
