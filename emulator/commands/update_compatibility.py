"""``update-compatibility``: Keycloak's question whether nodes can be updated one by one, which the emulator cannot answer."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands import tools
from emulator.commands._invocation import Invocation

_REASON = "the emulator is no cluster, so there is nothing that an update could be compatible with"


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Says that it is not there. Raises UsageError."""
    return tools.refuse(arguments, invocation, {"check": _REASON, "metadata": _REASON})
