"""Rows as JSON text and back: documents as they are, records by the names of their fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from emulator.state.kinds import KINDS

Decode = Callable[[Any], Any]
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def encode(row: Any) -> str:
    """The row as compact JSON."""
    return _ENCODER.encode(_plain(row))


def decoders() -> Callable[[str, str], Any]:
    """A function that makes a row of a table's name and JSON text; what it works out of the records' types stays with it."""
    kinds = {kind.name: kind for kind in KINDS}
    known: dict[str, Decode] = {kind.name: tuple for kind in KINDS if kind.identifiers}

    def decode(table: str, text: str) -> Any:
        value = json.loads(text)
        make = known.get(table)
        if make is None:
            record = kinds[table].row_class() if table in kinds else None
            make = known[table] = _record(record) if record is not None else _same
        return make(value)

    return decode


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _same(value: Any) -> Any:
    return value


def _record(record: type[Any]) -> Decode:
    """Makes a record of its fields by name; a field that is not known any more is left out."""
    converters = {name: _converter(hint) for name, hint in get_type_hints(record).items()}

    def make(value: Mapping[str, Any]) -> Any:
        return record(**{name: converters[name](inner) for name, inner in value.items() if name in converters})

    return make


def _converter(hint: Any) -> Decode:
    if get_origin(hint) is UnionType:
        converters = [_converter(argument) for argument in get_args(hint) if argument is not type(None)]
        inner = next((converter for converter in converters if converter is not _same), _same)
        return _same if inner is _same else lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        return tuple
    if get_origin(hint) is Mapping:
        inner = _converter(get_args(hint)[1])
        return _same if inner is _same else lambda value: {name: inner(member) for name, member in value.items()}
    return _record(hint) if isinstance(hint, type) and is_dataclass(hint) else _same
