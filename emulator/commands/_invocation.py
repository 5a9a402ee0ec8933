"""What all commands share: how they were called, and the two ways to end other than with success."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from emulator.core.dataclass import dataclass

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


@dataclass(frozen=True)
class Shape:
    """What a command takes beside the server's options: ``flags``, its ``own`` options, realms.

    ``defaults`` are its own; ``development`` tells whether it runs the server for development.
    """

    summary: str
    flags: Collection[str] = ()
    own: Mapping[str, str] | None = None
    realms: bool = False
    defaults: Mapping[str, str] | None = None
    development: bool = False


class UsageError(Exception):
    """A command line that means nothing; the message may have several lines and goes to standard error (exit code 2)."""


def not_understood(message: str, command: str = "", *suggestions: str, after: str = "") -> UsageError:
    """A UsageError in Keycloak's shape: what is wrong, what it might have been, and where to find help."""
    name = f"{PROGRAM} {command}".rstrip()
    lines = [message, *suggestions, f"Try '{name} --help' for more information on the available options.", after]
    return UsageError("\n".join(line for line in lines if line))


def refuse_subcommand(arguments: Sequence[str], invocation: Invocation, members: dict[str, str]) -> int:
    """Raises a UsageError with the reason why a subcommand of Keycloak's is not there; with ``--help``, prints all reasons."""
    if not arguments:
        raise not_understood("Missing required subcommand", invocation.command)
    reason = members.get(arguments[0])
    if reason is None and not {"-h", "--help"}.intersection(arguments):
        raise not_understood(f"Unknown option: '{arguments[0]}'", invocation.command)
    told = [f"{invocation.command} {name}: {why}" for name, why in members.items() if reason is None or name == arguments[0]]
    if reason is None:
        print("\n".join(told))
        return 0
    raise UsageError("\n".join(told))
