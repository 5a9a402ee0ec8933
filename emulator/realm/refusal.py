"""The errors with which Keycloak refuses a whole representation while it imports it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.realm.gates import MALFORMED, UNFIT, Fault, lengths
from emulator.realm.gates.credentials import LABEL_TAKEN

DUPLICATE = "Duplicate resource error"


def duplicate(reason: str) -> AdminError:
    """409 of two objects that claim the same name or id."""
    return AdminError(409, {"errorMessage": DUPLICATE}, reason)


def broken(reason: str) -> AdminError:
    """500 of what Keycloak's import does not expect, such as a reference to nothing; only its log tells ``reason``."""
    return AdminError(500, UNKNOWN_ERROR, reason)


def unforeseen(fault: Fault) -> AdminError:
    """500 of a fault that an import does not expect; JSON inside of a text that cannot be read is told as other JSON is."""
    if fault.key not in (MALFORMED, UNFIT):
        return broken(fault.message)
    reason = "invalid_request" if fault.key == MALFORMED else "unknown_error"
    return AdminError(500, {"error": reason, "error_description": "Cannot parse the JSON"}, fault.message)


def feature_off(name: str) -> AdminError:
    """400 of what belongs to a feature that is not here, in the words for one that is off."""
    return AdminError(400, {"errorMessage": f"Feature {name} not enabled"})


def label_taken() -> AdminError:
    """409 of a credential that would be called as another of its kind."""
    return AdminError(409, {"error": "conflict", "error_description": LABEL_TAKEN})


def conflict(reason: str, *, late: bool = False) -> AdminError:
    """409 of what the database has no place for, such as a name that is missing; ``late`` as AdminError has it."""
    return AdminError(409, {"error": "conflict", "error_description": DUPLICATE}, reason, late)


def refuse_mapper(fault: Fault, incomplete: Callable[[str], AdminError]) -> NoReturn:
    """Raises what an import answers to a protocol mapper; ``incomplete`` makes the answer to one without a name or protocol."""
    if fault.key == "protocolMapperExists":
        raise AdminError(409, {"errorMessage": fault.message}, f"mapper {fault.parameters[0]}")
    raise incomplete(fault.message) if fault.kind == "duplicate" else broken(fault.message)


def invalid(message: str) -> AdminError:
    """400 with Keycloak's words."""
    return AdminError(400, {"errorMessage": message})


def unreadable(reason: str) -> AdminError:
    """400 of a value of the wrong type."""
    return AdminError(400, {"errorMessage": "unable to read contents from stream"}, reason)


def of_fault(fault: Fault) -> AdminError:
    """The answer of an import to what a gate does not let through."""
    if fault.key == lengths.TOO_LONG:
        return AdminError(400, {"errorMessage": "Database operation failed"}, fault.message)
    if fault.kind == "duplicate":
        return duplicate(fault.message)
    return invalid(fault.message) if fault.kind == "invalid" else unforeseen(fault)
