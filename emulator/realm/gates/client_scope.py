"""The gate of client scopes. All rules as observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from emulator.core import safe_regex
from emulator.core.documents import ReadDocument
from emulator.core.ids import Ids
from emulator.realm.gates import Fault, lengths, protocol_mapper
from emulator.realm.gates.client import PROTOCOLS
from emulator.realm.gates.protocol_mapper import text

_NAME = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_ATTRIBUTE = 2048
_PARAMETERIZED, _PARAMETER, _CUSTOM = "is.parameterized.scope", "parameterized.scope", "custom"
PARAMETER_TYPES = ("boolean", "custom", "delegation", "integer", "string", "username")


def faults(scope: ReadDocument) -> list[Fault]:
    """What is wrong with a new client scope, without its mappers, in the order in which Keycloak tells it."""
    return [*name_faults(scope), *_protocol_faults(scope), *parameter_faults(scope), *too_long(scope)]


def name_faults(scope: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a scope's name (RFC 6749 section 3.3)."""
    name = scope.get("name")
    if name is None:
        yield Fault((), "nameMissing", "a client scope needs a name", kind="unforeseen")
    elif not _NAME.fullmatch(name):
        yield Fault(("name",), "unexpectedName", f'Unexpected name "{name}" for ClientScope', (name,))


def _protocol_faults(scope: ReadDocument) -> Iterator[Fault]:
    if scope.get("protocol") not in PROTOCOLS:
        yield Fault(("protocol",), "unexpectedProtocol", "Unexpected protocol")


def is_parameterized(scope: ReadDocument) -> bool:
    """Whether tokens are asked for the scope with a parameter behind its name."""
    return str((scope.get("attributes") or {}).get(_PARAMETERIZED)).lower() == "true"


def parameter_faults(scope: ReadDocument) -> Iterator[Fault]:
    """What is wrong with the parameter of a scope, whether the server knows such scopes (``parameterized-scopes``) or not."""
    if not is_parameterized(scope):
        return
    attributes = scope["attributes"]
    kind, expression = attributes.get(f"{_PARAMETER}.type"), attributes.get(f"{_PARAMETER}.regexp")
    if not kind:
        yield Fault(("attributes",), "parameterTypeMissing", "Parameterized scope must have a parameter type")
    elif kind not in PARAMETER_TYPES:
        yield Fault(("attributes", f"{_PARAMETER}.type"), "parameterTypeUnknown", f"Invalid parameter type '{kind}'", (str(kind),))
    elif kind == _CUSTOM and not expression:
        yield Fault(("attributes",), "parameterPatternMissing", "Custom parameterized scope type requires a regex pattern")
    elif expression and not safe_regex.is_plain(str(expression)):
        message = f"Invalid regex for the Parameterized Scope regexp {expression}"
        yield Fault(("attributes", f"{_PARAMETER}.regexp"), "parameterPatternInvalid", message, (str(expression),))


def too_long(scope: ReadDocument) -> Iterator[Fault]:
    """The texts of a scope that are longer than there is room for."""
    yield from lengths.members(scope, ("name", "description", "protocol"))
    yield from lengths.members(scope, ("id",), lengths.IDENTIFIER)
    attributes = scope.get("attributes") or {}
    yield from lengths.keys(attributes, ("attributes",))
    yield from lengths.members(attributes, attributes, _ATTRIBUTE, ("attributes",))


def stored(given: ReadDocument, ids: Ids) -> dict[str, Any]:
    """A new client scope as it is kept."""
    scope = {key: value for key, value in given.items() if value is not None}
    scope["id"] = scope.get("id") or ids.uuid()
    scope["attributes"] = attributes(scope.get("attributes"))
    mappers = [protocol_mapper.new(mapper, ids) for mapper in scope.pop("protocolMappers", ())]
    return {**scope, "protocolMappers": mappers} if mappers else scope


def attributes(given: ReadDocument | None) -> dict[str, str]:
    """The attributes that are kept, as texts."""
    return {key: text(value) for key, value in (given or {}).items() if value is not None}
