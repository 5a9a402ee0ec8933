"""``tools``: Keycloak's tools, which the emulator has not."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands._invocation import Invocation, UsageError, not_understood

_MEMBERS = {
    "completion": "there is no completion script: keycloak-emulator's options are those of kc.sh",
    "build-password-denylist": "there are no Bloom filters: give the password policy a plain list",
}


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Says that the tool is not there. Raises UsageError."""
    return refuse(arguments, invocation, _MEMBERS)


def refuse(arguments: Sequence[str], invocation: Invocation, members: dict[str, str]) -> int:
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
