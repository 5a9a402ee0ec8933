"""Names, types and nesting of Keycloak's representations, and a walker that finds every fault in a document.

``schema.json`` is what the real Keycloak reads (see tests/tools/make_schema). A type is ``string``, ``boolean``, ``integer``,
``number``, ``any``, ``enum:A|B``, the name of a representation, ``[type]`` for a list, ``{"*": type}`` for a map. Scalars are as
lenient as Jackson is in Keycloak: ``"300"`` is a number, ``"true"`` a boolean, ``5`` a text; the walker converts them in place.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Path_ = tuple[str | int, ...]
_MAX_DEPTH = 40


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which keys and indexes of the document. ``key`` tells that the key itself is at fault."""

    path: Path_
    message: str
    key: bool = False


@cache
def representations() -> Mapping[str, Mapping[str, Any]]:
    """All representations: the type of each of their fields."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    return found


def suggestion(word: str, known: Iterable[str]) -> str:
    """``, did you mean 'x'?`` for the nearest known word; empty when none is near."""
    listed = list(known)
    lower = {name.lower(): name for name in listed}
    near = difflib.get_close_matches(word.lower(), lower, 1, 0.6)
    return f", did you mean '{lower[near[0]]}'?" if near else ""


class Walker:
    """Checks one document and converts its scalars; ``extra`` adds fields to representations, by name."""

    def __init__(self, extra: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.faults: list[Fault] = []
        known = representations()
        self._types = {**known, **{name: {**known.get(name, {}), **more} for name, more in (extra or {}).items()}}

    def check(self, value: Any, kind: Any, path: Path_ = ()) -> Any:
        """``value`` as ``kind``; what does not fit is added to ``faults`` and left as it is."""
        if value is None or kind == "any":
            return value
        if len(path) > _MAX_DEPTH:
            self._fault(path, "nested too deeply")
            return value
        if isinstance(kind, str):
            return self._named(value, kind, path)
        if isinstance(kind, list):
            return self._list(value, kind[0], path)
        if "|" in kind:
            return self._either(value, kind["|"], path)
        return self._map(value, kind["*"], path)

    def _named(self, value: Any, kind: str, path: Path_) -> Any:
        fields = self._types.get(kind)
        if fields is not None:
            return self._object(value, kind, fields, path)
        if kind == "string":
            return self._string(value, path)
        if kind == "boolean":
            return self._boolean(value, path)
        if kind in ("integer", "number"):
            return self._number(value, kind, path)
        allowed = kind.removeprefix("enum:").split("|")
        if value not in allowed:
            self._fault(path, f"must be {' or '.join(allowed)}, not {_shown(value)}{suggestion(str(value), allowed)}")
        return value

    def _object(self, value: Any, kind: str, fields: Mapping[str, Any], path: Path_) -> Any:
        if not isinstance(value, dict):
            self._fault(path, f"must be a {_name(kind)}, not {_shown(value)}")
            return value
        for name, inner in value.items():
            of = fields.get(name, fields.get("*"))
            if of is None:
                self.faults.append(Fault((*path, name), f"unknown field{suggestion(str(name), fields)}", key=True))
            else:
                value[name] = self.check(inner, of, (*path, name))
        return value

    def _list(self, value: Any, kind: Any, path: Path_) -> Any:
        if not isinstance(value, list):
            self._fault(path, f"must be a list, not {_shown(value)}")
            return value
        for index, inner in enumerate(value):
            value[index] = self.check(inner, kind, (*path, index))
        return value

    def _map(self, value: Any, kind: Any, path: Path_) -> Any:
        if not isinstance(value, dict):
            self._fault(path, f"must be a mapping, not {_shown(value)}")
            return value
        for name, inner in value.items():
            single = kind == ["string"] and not isinstance(inner, list | dict) and inner is not None
            value[name] = [self._string(inner, (*path, name))] if single else self.check(inner, kind, (*path, name))
        return value

    def _either(self, value: Any, kinds: list[Any], path: Path_) -> Any:
        for kind in kinds:
            shape = list if isinstance(kind, list) else dict
            if isinstance(value, shape):
                return self.check(value, kind, path)
        return self.check(value, kinds[0], path)

    def _string(self, value: Any, path: Path_) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        self._fault(path, f"must be a text, not {_shown(value)}")
        return value

    def _boolean(self, value: Any, path: Path_) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("true", "false", ""):
            return value.strip().lower() == "true"
        self._fault(path, f"must be true or false, not {_shown(value)}")
        return value

    def _number(self, value: Any, kind: str, path: Path_) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value) if kind == "integer" else value
        if isinstance(value, str):
            try:
                return int(value) if kind == "integer" else float(value)
            except ValueError:
                pass
        self._fault(path, f"must be a {'whole number' if kind == 'integer' else 'number'}, not {_shown(value)}")
        return value

    def _fault(self, path: Path_, message: str) -> None:
        self.faults.append(Fault(path, message))


def fault_of(document: Any, representation: str) -> Fault | None:
    """The first fault of a document at the Admin API, where only Keycloak's own fields count; scalars are converted in place."""
    walker = Walker()
    walker.check(document, representation)
    return walker.faults[0] if walker.faults else None


def path_text(path: Path_) -> str:
    """``clients[2].redirectUris``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _name(kind: str) -> str:
    return kind.removesuffix("Representation").removesuffix("Export").lower()


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."
