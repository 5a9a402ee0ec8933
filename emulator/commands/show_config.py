"""``show-config``: what the server was told, and by whom."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from emulator.commands import Command, _server
from emulator.commands._invocation import Invocation, Shape
from emulator.configuration.arguments import COMMAND_SECTIONS
from emulator.configuration.options import OPTIONS
from emulator.version import KEYCLOAK_VERSION

SHAPE = Shape("Prints the current configuration, each value with its source.", realms=True)
MASK = "*******"


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Prints the values by name, secrets masked. Raises UsageError, SettingsError."""
    _, configuration = _server.configuration(SHAPE, arguments, invocation)
    lines = [f"\tkc.version =  {KEYCLOAK_VERSION} (emulator)\n"]
    for name, value in configuration.values.items():
        known = configuration.table.find(name)
        text = MASK if known is not None and known.masked and known.section not in COMMAND_SECTIONS else value.text
        lines.append(f"\tkc.{name} =  {text} ({value.source})\n")
    for option in OPTIONS:
        if option.default and option.name not in configuration.values:
            text = MASK if option.name.endswith("-password") else option.default
            lines.append(f"\tkc.{option.name} =  {text} (default)\n")
    sys.stdout.write("Current Mode: production\nCurrent Configuration:\n" + "".join(lines))
    return 0


COMMAND = Command("show-config", "print the configuration and where each value comes from", order=6, run=run)
