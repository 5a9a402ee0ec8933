"""One realm file: read, with the place of each fault in it, and expanded into what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.errors import Finding
from emulator.core.json_text import whole
from emulator.realm import meaning, origin, placeholders, shorthand
from emulator.realm.file_names import REALM_FILE, USERS_FILE
from emulator.realm.scalars import Written
from emulator.realm.schema import Fault, Walker, path_text

Check = Callable[[Document], Iterable[Fault]]

EMPTY = "is empty; a realm begins with 'realm: name'"
_INVALID_REALM = "Trying to import users into invalid realm. Realm name: {}, Expected realm name: {}"
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_JSON_HINTS = (("'", "JSON has double quotes only"), ("/", "JSON has no comments"), ("#", "JSON has no comments"))


@dataclass(frozen=True, slots=True)
class Checks:
    """What rooms above know of a realm that is well-formed: what they warn of, and what they refuse."""

    warnings: Sequence[Check] = ()
    refusals: Sequence[Check] = ()


NO_CHECKS = Checks()


class Source:
    """One file: its text, and what is wrong with it."""

    def __init__(self, path: Path, environ: Mapping[str, str], checks: Checks) -> None:
        self.path = path
        self.environ = environ
        self.checks = checks
        self.text = ""
        self.findings: list[Finding] = []
        self._warnings: list[tuple[int | None, Fault]] = []
        self._read_warnings: list[Finding] = []
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
        if not self.text.strip() and self._may_hold_nothing():
            self.text = "[]"
        if not self.text.strip() or (self.path.suffix != ".json" and not re.search(r"^\s*[^\s#]", self.text, re.MULTILINE)):
            self._find(EMPTY)
            return False
        return True

    def _json(self) -> Any:
        self.text = placeholders.replace(self.text, self.environ)
        decoder = json.JSONDecoder(parse_float=Written, parse_constant=self._constant, object_pairs_hook=self._pairs)
        value, end = decoder.raw_decode(self.text, len(self.text) - len(self.text.lstrip()))
        if rest := self.text[end:].strip():
            self._warn_at(self.text.index(rest, end), "only the first value of a JSON file is read; this is not")
        return self._realms_of(value) if self._may_hold_nothing() else value

    def _may_hold_nothing(self) -> bool:
        """Whether Keycloak passes over what is no realm: in JSON files of any name, but not in those of an export."""
        name = self.path.name
        return self.path.suffix == ".json" and not REALM_FILE.fullmatch(name) and not USERS_FILE.fullmatch(name)

    def _realms_of(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value if isinstance(value, dict) else []
        realms = list(takewhile(lambda entry: isinstance(entry, dict), value))
        if len(realms) < len(value):
            self._read_warnings.append(
                Finding(f"entry {len(realms) + 1} is no realm, and nothing is read from there on", "", str(self.path))
            )
        return realms

    def _warn_at(self, position: int, message: str) -> None:
        before = self.text[:position]
        line, column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
        self._read_warnings.append(Finding(message, "", str(self.path), line, column))

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
        part = USERS_FILE.fullmatch(self.path.name)
        if not faults:
            expanded = shorthand.expand(document, part["realm"] if part else self.path.stem) if written else document
            faults, warnings = meaning.check(expanded, references=part is None)
            if not faults:
                warnings += [*meaning.not_set(expanded), *(fault for check in self.checks.warnings for fault in check(expanded))]
                faults = [fault for check in self.checks.refusals for fault in check(expanded)]
            self._warnings += [(number, _at_source(warning, document, expanded)) for warning in warnings]
            faults = [_at_source(fault, document, expanded) for fault in faults]
        self._place([(number, fault) for fault in faults], self.findings)
        if part is not None:
            expanded = {**expanded, "realm": part["realm"]}
        return None if faults else expanded

    def find_warnings(self) -> list[Finding]:
        """What Keycloak would take without a word."""
        found = list(self._read_warnings)
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
    part = USERS_FILE.fullmatch(path.name)
    if part is not None:
        wrong = name not in (None, part["realm"])
        return [Fault(("realm",), _INVALID_REALM.format(part["realm"], name))] if wrong else []
    if not name:
        return [Fault((), "a realm needs 'realm', its name")] if path.suffix == ".json" or name == "" else []
    if "/" in name:
        return [Fault(("realm",), "Character '/' not allowed.")]
    match = REALM_FILE.fullmatch(path.name)
    if match is None or match["realm"] == name:
        return []
    should = f"File name should be {name}-realm{path.suffix}"
    return [Fault(("realm",), f"File name / realm name mismatch. {path.name}, contains realm {name}. {should}")]
