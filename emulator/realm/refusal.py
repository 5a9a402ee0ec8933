"""The errors with which Keycloak refuses a whole representation while it imports it."""

from __future__ import annotations

from emulator.core.errors import AdminError

DUPLICATE = "Duplicate resource error"


def duplicate(reason: str) -> AdminError:
    """409 of two objects that claim the same name or id."""
    return AdminError(409, {"errorMessage": DUPLICATE}, reason)


def broken(reason: str) -> AdminError:
    """500 of what Keycloak's import does not expect, such as a reference to nothing; only its log tells ``reason``."""
    body = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
    return AdminError(500, body, reason)


def invalid(message: str) -> AdminError:
    """400 with Keycloak's words."""
    return AdminError(400, {"errorMessage": message})


def unreadable(reason: str) -> AdminError:
    """400 of a value of the wrong type."""
    return AdminError(400, {"errorMessage": "unable to read contents from stream"}, reason)
