"""``update-compatibility``: Keycloak's question whether nodes can be updated one by one, which the emulator cannot answer."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands import Command
from emulator.commands._invocation import Invocation, refuse_subcommand

_REASON = "the emulator is no cluster, so there is nothing that an update could be compatible with"


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Says that it is not there. Raises UsageError."""
    return refuse_subcommand(arguments, invocation, {"check": _REASON, "metadata": _REASON})


COMMAND = Command("update-compatibility", "Keycloak's check before an update, which is not there", order=9, run=run)
