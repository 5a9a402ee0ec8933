"""``tools``: Keycloak's tools, which the emulator has not."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands import Command
from emulator.commands._invocation import Invocation, refuse_subcommand

_MEMBERS = {
    "completion": "there is no completion script: keycloak-emulator's options are those of kc.sh",
    "build-password-denylist": "there are no Bloom filters: give the password policy a plain list",
}


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Says that the tool is not there. Raises UsageError."""
    return refuse_subcommand(arguments, invocation, _MEMBERS)


COMMAND = Command("tools", "Keycloak's tools, which are not there", order=8, run=run)
