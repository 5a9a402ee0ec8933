"""JSON bodies of the Admin API: the document of a representation, or Keycloak's own words about what is wrong with it.

Keycloak reads a body from front to back and stops at the first fault, so that an unknown field before a broken bracket is an unknown
field. A good body is read fast; only a bad one is read once more by ``json_reader`` to find that first fault and where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import first_json, read_json
from emulator.realm.refusal import broken
from emulator.realm.scalars import Written
from emulator.realm.schema import FROM_TEXT, Walker
from emulator.web.json_reader import BrokenError, Misfit, Reader, Unknown

_UNREADABLE = "Cannot parse the JSON"
_TERSE = {"error": "unknown_error", "error_description": _UNREADABLE}


def parse(body: bytes, representation: str, *, stream: bool = False, terse: bool = False) -> dict[str, Any]:
    """The document in a request body, its scalars converted; raises AdminError with Keycloak's body.

    ``stream`` is for ``POST /admin/realms``, and ``terse`` for ``partialImport``, which have one text each for every fault.
    """
    document = _fast(body, representation)
    if document is None:
        document = _slow(body, representation, stream, terse)
    if document is None:
        raise AdminError(500, UNKNOWN_ERROR, "the body is empty or null")
    return document


def parse_list(body: bytes, representation: str) -> list[dict[str, Any]]:
    """The list of documents in a request body; none of an empty body. Raises AdminError with Keycloak's body."""
    if not body.strip():
        return []
    try:
        parsed = read_json(body, Written)
        walker = Walker()
        walker.check(parsed, [representation])
        if isinstance(parsed, list) and not walker.faults:
            return [document for document in parsed if document is not None]
    except (ValueError, RecursionError):
        pass
    try:
        return [document for document in Reader.of(body).documents(representation) or () if document is not None]
    except (Unknown, Misfit, BrokenError, RecursionError) as fault:
        raise AdminError(400, _answer(fault), str(fault) or "nested too deeply") from fault


def is_nothing(body: bytes) -> bool:
    """Whether a request brings no representation, or says that it is null."""
    return body.strip() in (b"", b"null")


def parse_object(body: bytes, *, flat: bool = False) -> dict[str, Any]:
    """The object in a request body, whatever its members are, or ``flat`` of plain values; raises AdminError with Keycloak's body."""
    if is_nothing(body):
        raise broken("there is no object in the body")
    try:
        parsed = first_json(body)
    except (ValueError, RecursionError) as fault:
        kind = "invalid_request" if body.lstrip()[:1] == b"{" else "unknown_error"
        raise AdminError(400, {"error": kind, "error_description": _UNREADABLE}, str(fault)) from fault
    if not isinstance(parsed, dict) or (flat and any(isinstance(value, dict | list) for value in parsed.values())):
        raise AdminError(400, {"error": "unknown_error", "error_description": _UNREADABLE}, "the body is no such object")
    return parsed


def _fast(body: bytes, representation: str) -> dict[str, Any] | None:
    try:
        document = read_json(body, Written)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, str) and representation in FROM_TEXT:
        return {FROM_TEXT[representation]: document}
    if not isinstance(document, dict):
        return None
    walker = Walker()
    walker.check(document, representation)
    return None if walker.faults else document


def _slow(body: bytes, representation: str, stream: bool, terse: bool) -> dict[str, Any] | None:
    if not stream and not terse and not body.strip():
        return None
    try:
        document = Reader.of(body).document(representation)
    except (Unknown, Misfit, BrokenError, RecursionError) as fault:
        answer = {"errorMessage": "unable to read contents from stream"} if stream else _TERSE if terse else _answer(fault)
        raise AdminError(400, answer, str(fault) or "nested too deeply") from fault
    return document


def _answer(fault: Exception) -> Mapping[str, Any]:
    if isinstance(fault, Unknown):
        return {"error": f"Invalid json representation for {fault.representation}. {fault}"}
    if isinstance(fault, Misfit):
        kind = "unknown_error"
    else:
        kind = "invalid_request" if isinstance(fault, BrokenError) and fault.outside else "HTTP 400 Bad Request"
    return {"error": kind, "error_description": _UNREADABLE}
