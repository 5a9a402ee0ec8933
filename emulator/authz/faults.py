"""What goes wrong with policies and resources, in the words of Keycloak's answers."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.realm.gates import Fault, lengths


class TooLong(AdminError):
    """A text that is longer than there is room for, which an import tells in words of its own."""


def admit(faults: Iterable[Fault]) -> None:
    """Raises what Keycloak answers to the first fault that a gate has found."""
    for fault in faults:
        kind = TooLong if fault.key == lengths.TOO_LONG else AdminError
        raise kind(500, UNKNOWN_ERROR, fault.message, place=fault.path)


class CannotEvaluate(ValueError):
    """A policy that cannot be evaluated; the message says why, for the log."""


def unforeseen(reason: str) -> AdminError:
    """What Keycloak did not expect, such as a name that nothing has."""
    return AdminError(500, UNKNOWN_ERROR, reason)


def duplicate(reason: str = "", *, late: bool = False) -> AdminError:
    """What the database refuses: a name that is taken, or missing; of what is changed it says so when the change is done (``late``)."""
    return AdminError(409, {"error": "conflict", "error_description": "Duplicate resource error"}, reason, late)


def refused(error: str, description: str, status: int = 400) -> AdminError:
    """An error of the protection API."""
    return AdminError(status, {"error": error, "error_description": description})
