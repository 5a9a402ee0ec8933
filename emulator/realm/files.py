"""Realm files: YAML and JSON in, checked RealmRepresentations out; every fault with its file, line and column."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emulator.core.errors import Finding, RealmFileError
from emulator.realm import placeholders, shorthand
from emulator.realm.schema import Fault, Walker, path_text

Document = dict[str, Any]

SUFFIXES = (".json", ".yaml", ".yml")
_USERS_FILE = re.compile(r"^(?P<realm>.+)-users-\d+\.json$")
_REALM_FILE = re.compile(r"^(?P<realm>.+)-realm\.(json|ya?ml)$")
_MAX_ALIASES = 1000


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
    hint = f"did you mean '{near[0]}'?" if near else f"shipped realms are {', '.join(known)}"
    raise RealmFileError([Finding(f"no such file or folder, and no shipped realm of this name; {hint}", file=argument)])


def read_all(paths: Iterable[Path], environ: Mapping[str, str]) -> list[Document]:
    """The realms of all files and folders; raises RealmFileError with the faults of all of them."""
    findings: list[Finding] = []
    documents: list[Document] = []
    users: list[Document] = []
    for path in _files(paths, findings):
        found = _read(path, environ, findings)
        (users if _USERS_FILE.match(path.name) else documents).extend(found)
    _merge_users(documents, users, findings)
    if findings:
        raise RealmFileError(findings)
    return documents


def _files(paths: Iterable[Path], findings: list[Finding]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES and p.is_file())
        if not inside:
            findings.append(Finding(f"the folder holds no realm file ({', '.join(SUFFIXES)})", file=str(path)))
        found += inside
    return found


def _merge_users(documents: list[Document], users: list[Document], findings: list[Finding]) -> None:
    by_name = {document["realm"]: document for document in documents if "realm" in document}
    for part in users:
        realm = by_name.get(part.get("realm", ""))
        if realm is None:
            findings.append(Finding(f"users of the realm '{part.get('realm')}', which no file defines"))
        else:
            realm["users"] = [*(realm.get("users") or ()), *(part.get("users") or ())]


def _read(path: Path, environ: Mapping[str, str], findings: list[Finding]) -> list[Document]:
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        findings.append(Finding(f"cannot be read: {error.strerror}", file=file))
        return []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        findings.append(Finding(f"is not UTF-8: byte 0x{error.object[error.start]:02x}", file=file, line=line))
        return []
    parsed = _parse(text, path, findings)
    if parsed is None:
        return []
    listed = parsed if isinstance(parsed, list) else [parsed]
    found: list[Document] = []
    for number, document in enumerate(listed):
        if not isinstance(document, dict):
            findings.append(Finding("a realm is a mapping with 'realm', 'clients', 'users' …", file=file, line=1))
            continue
        found += _check(document, number, text, path, environ, findings)
    return found


def _parse(text: str, path: Path, findings: list[Finding]) -> Any:
    file = str(path)
    if not text.strip():
        findings.append(Finding("is empty", file=file))
        return None
    try:
        return json.loads(text) if path.suffix == ".json" else _yaml(text)
    except json.JSONDecodeError as error:
        findings.append(Finding(f"broken JSON: {error.msg}", file=file, line=error.lineno, column=error.colno))
    except RecursionError:
        findings.append(Finding("nested too deeply", file=file))
    except _YamlFault as fault:
        findings.append(Finding(str(fault), file=file, line=fault.line, column=fault.column))
    return None


class _YamlFault(ValueError):
    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def _yaml(text: str) -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Safe, without duplicate keys and without dates: what looks like a date is a text in a realm."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    mark = key.start_mark
                    raise _YamlFault(f"the key '{key.value}' stands here a second time", mark.line + 1, mark.column + 1)
                seen.add(key.value)
            return super().construct_mapping(node, deep=deep)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
    Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True))
    if text.count("*") > _MAX_ALIASES and len(re.findall(r"(?:^|[\s\[,])\*\w", text)) > _MAX_ALIASES:
        raise _YamlFault("uses more aliases than a realm needs")
    try:
        return yaml.load(text, Loader=Loader)  # noqa: S506 - the loader above is a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        hint = "; YAML is indented with spaces, not tabs" if "\\t" in str(error.problem) else ""
        raise _YamlFault(f"broken YAML: {error.problem or error.context}{hint}", line, column) from error
    except yaml.YAMLError as error:
        raise _YamlFault(f"broken YAML: {error}") from error


def _check(document: Document, number: int, text: str, path: Path, environ: Mapping[str, str], findings: list[Finding]) -> list[Document]:
    document = placeholders.replace_all(document, environ) if "${" in text else document
    written = path.suffix != ".json" or "$schema" in document
    document.pop("$schema", None)
    walker = Walker(shorthand.FIELDS if written else None)
    walker.check(document, "RealmRepresentation")
    faults = walker.faults or _meaning(document, path)
    if faults:
        findings += _findings(faults, number, text, str(path))
        return []
    return [shorthand.expand(document, path.stem) if written else document]


def _findings(faults: list[Fault], number: int, text: str, file: str) -> list[Finding]:
    from emulator.realm import positions

    found = positions.of(text, [(number, fault.path, fault.key) for fault in faults])
    return [Finding(fault.message, path_text(fault.path), file, line, column) for fault, (line, column) in zip(faults, found, strict=True)]


def _meaning(document: Document, path: Path) -> list[Fault]:
    """Faults that names and types do not show: missing and repeated names, a file that is named after another realm."""
    faults: list[Fault] = []
    name = document.get("realm")
    if path.suffix == ".json" and not name:
        faults.append(Fault((), "a realm needs 'realm', its name"))
    if isinstance(name, str) and "/" in name:
        faults.append(Fault(("realm",), "Character '/' not allowed."))
    match = _REALM_FILE.match(path.name)
    if match and name and match["realm"] != name:
        faults.append(Fault(("realm",), f"File name / realm name mismatch. {path.name}, contains realm {name}. "
                                        f"File name should be {name}-realm{path.suffix}"))  # fmt: skip
    for kind, key in (("clients", "clientId"), ("users", "username"), ("clientScopes", "name"), ("groups", "name")):
        faults += _names(document.get(kind), kind, key)
    roles = document.get("roles")
    if isinstance(roles, dict):
        faults += _names(roles.get("realm"), "roles.realm", "name")
    return faults


def _names(entries: Any, kind: str, key: str) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    start = tuple(kind.split("."))
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = (entry or {}).get(key) or ((entry or {}).get("id") if key == "clientId" else None)
        if not name:
            faults.append(Fault((*start, index), f"needs '{key}'"))
            continue
        folded = name.lower() if key == "username" else name
        if folded in seen:
            faults.append(Fault((*start, index, key), f"'{name}' stands here a second time"))
        seen.add(folded)
    return faults
