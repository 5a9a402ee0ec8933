"""Names, types and nesting of Keycloak's representations, and a walker that finds every fault in a document.

``schema.json`` is what the real Keycloak reads (see tools/make_schema). A type is ``string``, ``boolean``, ``integer`` (32
bits), ``long``, ``number``, ``any``, ``texts`` (one text or a list of them), ``enum:A|B``, the name of a representation, ``[type]``
for a list, ``{"*": type}`` for a map. A representation with the field ``?`` ignores fields that it does not know, and they are not
kept. Scalars are as lenient as Jackson is in Keycloak (see ``emulator.realm.scalars``); the walker converts them in place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm import scalars

Path_ = tuple[str | int, ...]
Types = Mapping[str, Mapping[str, Any]]
_MAX_DEPTH = 40
_AUTHORIZATION = "ResourceServerRepresentation"
_EXACT: Mapping[str, type] = {"string": str, "boolean": bool}
FROM_TEXT: Mapping[str, str] = {
    "ScopeRepresentation": "name", "ResourceOwnerRepresentation": "id", "GroupDefinition": "id", "UPAttribute": "name", "UPGroup": "name",
    "OrganizationDomainRepresentation": "name", "WorkflowStepRepresentation": "uses",
}  # fmt: skip
"""Representations that may be given as a text, which stands for this member."""
_SPOKEN: Mapping[str, str] = {
    "ClientRepresentation": "clients",
    "ClientScopeRepresentation": "client scopes",
    "UserRepresentation": "users",
    "GroupRepresentation": "groups",
    "RealmRepresentation": "the realm",
    "RoleRepresentation": "roles",
    "IdentityProviderRepresentation": "identity providers",
    "OrganizationRepresentation": "organizations",
    "ProtocolMapperRepresentation": "protocol mappers",
}
"""What people write, and how the hint at another place calls it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which keys and indexes of the document.

    ``key`` tells that the key itself is at fault; ``kind`` is ``unknown`` (a field), ``type``, ``enum`` or ``meaning``.
    """

    path: Path_
    message: str
    key: bool = False
    kind: str = "meaning"


@cache
def representations() -> Types:
    """All representations: the type of each of their fields."""
    found: Types = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    return found


def check(document: Any, representation: str = "RealmRepresentation") -> list[Fault]:
    """Every fault of a document in Keycloak's own terms; its scalars are converted in place."""
    walker = Walker()
    walker.check(document, representation)
    return walker.faults


def nulls(document: Mapping[str, Any], representation: str, path: Path_ = ()) -> Iterator[Path_]:
    """Where a document has a null among representations, or in the place of a list of them; it is of the right types otherwise.

    What is in authorization settings has a gate of its own, which says more of it.
    """
    for name, kind in _nested(representation):
        value = document.get(name)
        if value:
            yield from _nulls_in(value, kind, (*path, name))


def _nulls_in(value: Any, kind: Any, path: Path_) -> Iterator[Path_]:
    if isinstance(kind, str):
        if isinstance(value, dict):
            yield from nulls(value, kind, path)
    elif isinstance(kind, list) or isinstance(value, dict):
        inner = kind[0] if isinstance(kind, list) else kind["*"]
        for place, member in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
            if member is None:
                yield (*path, place)
            else:
                yield from _nulls_in(member, inner, (*path, place))


@cache
def _nested(representation: str) -> tuple[tuple[str, Any], ...]:
    """The fields of a representation that have others in them."""
    return tuple(
        (name, kind) for name, kind in representations().get(representation, {}).items() if kind != _AUTHORIZATION and _has_others(kind)
    )


def _has_others(kind: Any) -> bool:
    if isinstance(kind, str):
        return kind in representations()
    return _has_others(kind[0] if isinstance(kind, list) else kind.get("*", ""))


def suggestion(word: str, known: Iterable[str]) -> str:
    """``, did you mean 'x'?`` for the nearest known word; empty when none is near."""
    from difflib import get_close_matches

    lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), lower, 1, 0.6)
    return f", did you mean '{lower[near[0]]}'?" if near else ""


class Walker:
    """Checks one document and converts its scalars; ``extra`` adds fields to representations, by name.

    ``faults`` is what Keycloak would refuse, ``warnings`` what it would ignore without a word.
    """

    def __init__(self, extra: Types | None = None) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        known = representations()
        self._types = {**known, **{name: {**known.get(name, {}), **more} for name, more in extra.items()}} if extra else known

    def check(self, value: Any, kind: Any, path: Path_ = ()) -> Any:
        """``value`` as ``kind``; what does not fit is added to ``faults`` and left as it is."""
        if value is None or kind == "any":
            return value
        if len(path) > _MAX_DEPTH:
            self._fault(path, "nested too deeply")
            return value
        if isinstance(kind, str):
            fields = self._types.get(kind)
            return self._scalar(value, kind, path) if fields is None else self._object(value, kind, fields, path)
        if isinstance(kind, list):
            return self._list(value, kind[0], path)
        if "|" in kind:
            return self._either(value, kind["|"], path)
        return self._map(value, kind["*"], path)

    def _scalar(self, value: Any, kind: str, path: Path_) -> Any:
        try:
            return scalars.convert(value, kind)
        except scalars.Unfit as unfit:
            allowed = scalars.allowed(kind)
            hint = suggestion(str(value), allowed) or unfit.hint
            self.faults.append(Fault(path, f"must be {unfit.wanted}, not {_shown(value)}{hint}", kind="enum" if allowed else "type"))
            return value

    def _object(self, value: Any, kind: str, fields: Mapping[str, Any], path: Path_) -> Any:
        if isinstance(value, str) and kind in FROM_TEXT:
            return {FROM_TEXT[kind]: value}
        if not isinstance(value, dict):
            self._fault(path, f"must be a mapping ({_name(kind)}), not {_shown(value)}")
            return value
        passed_over = []
        for name, inner in value.items():
            of = fields.get(name)
            if of is None:
                if "*" not in fields:
                    self._unknown(kind, fields, (*path, name))
                    passed_over += [name] if "?" in fields else []
            elif of.__class__ is not str or inner.__class__ is not _EXACT.get(of):
                value[name] = self.check(inner, of, (*path, name))
        for name in passed_over:
            del value[name]
        return value

    def _unknown(self, kind: str, fields: Mapping[str, Any], path: Path_) -> None:
        word = str(path[-1])
        elsewhere = self._elsewhere(kind, word)
        own = suggestion(word, (name for name in fields if name != "?"))
        hint = elsewhere if f"'{word}'" in elsewhere or not own else own
        if "?" in fields:
            self.warnings.append(Fault(path, f"unknown field, ignored{hint}", key=True, kind="unknown"))
        else:
            self.faults.append(Fault(path, f"unknown field{hint}", key=True, kind="unknown"))

    def _elsewhere(self, kind: str, word: str) -> str:
        """``; 'x' belongs to clients``: where the nearest word is known that this representation does not know."""
        owners: dict[str, list[str]] = {}
        for name, spoken in _SPOKEN.items():
            for field in self._types.get(name, ()) if name != kind else ():
                owners.setdefault(field, []).append(spoken)
        from difflib import get_close_matches

        # The mappers of an identity provider are identityProviderMappers of its realm.
        whole = f"{kind[:1].lower()}{kind[1:].removesuffix('Representation')}{word[:1].upper()}{word[1:]}"
        near = [whole] if whole in owners else get_close_matches(word, owners, 1, 0.85)
        return f"; '{near[0]}' belongs to {' and '.join(owners[near[0]])}" if near else ""

    def _list(self, value: Any, kind: Any, path: Path_) -> Any:
        if not isinstance(value, list):
            hint = "; write it in [brackets]" if isinstance(value, str) and value else ""
            self._fault(path, f"must be a list, not {_shown(value)}{hint}")
            return value
        exact = _EXACT.get(kind) if kind.__class__ is str else None
        for index, inner in enumerate(value):
            if inner.__class__ is not exact:
                value[index] = self.check(inner, kind, (*path, index))
        return value

    def _map(self, value: Any, kind: Any, path: Path_) -> Any:
        if not isinstance(value, dict):
            if kind == "texts":
                return {}
            self._fault(path, f"must be a mapping, not {_shown(value)}")
            return value
        exact = _EXACT.get(kind) if kind.__class__ is str else None
        for name, inner in value.items():
            if inner.__class__ is not exact:
                value[name] = self.check(inner, kind, (*path, name))
        return value

    def _either(self, value: Any, kinds: list[Any], path: Path_) -> Any:
        listed = [kind for kind in kinds if isinstance(value, list) == isinstance(kind, list)]
        mapped = [kind for kind in listed if isinstance(value, dict) == (isinstance(kind, dict) or self._is_object(kind))]
        return self.check(value, next(iter(mapped or listed or kinds)), path)

    def _is_object(self, kind: Any) -> bool:
        return isinstance(kind, str) and kind in self._types

    def _fault(self, path: Path_, message: str) -> None:
        self.faults.append(Fault(path, message, kind="type"))


def path_text(path: Path_) -> str:
    """``clients[2].redirectUris``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _name(kind: str) -> str:
    return kind.removesuffix("Representation").removesuffix("Export")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."
