"""What all commands share: how they were called, and the two ways to end other than with success."""

from __future__ import annotations

from dataclasses import dataclass

PROGRAM = "keycloak-emulator"
USAGE, FAILURE = 2, 1


@dataclass(frozen=True)
class Invocation:
    """How a command was called.

    ``command`` is its name as typed; ``started`` is when the process began, in seconds of ``core.clock.monotonic``; ``config_file`` is
    the one given with ``--config-file``, empty without.
    """

    command: str
    started: float
    config_file: str = ""


class UsageError(Exception):
    """A command line that means nothing; the message may have several lines and goes to standard error (exit code 2)."""


def not_understood(message: str, command: str = "", *suggestions: str, after: str = "") -> UsageError:
    """A UsageError in Keycloak's shape: what is wrong, what it might have been, and where to find help."""
    name = f"{PROGRAM} {command}".rstrip()
    lines = [message, *suggestions, f"Try '{name} --help' for more information on the available options.", after]
    return UsageError("\n".join(line for line in lines if line))
