"""``requests``: the last requests of a running server, through its testing controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emulator.commands import Command, _controls
from emulator.commands._argparse import Parser
from emulator.commands._invocation import Invocation


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Prints the last requests, a line each with the reason of a refusal."""
    parser = Parser(invocation.command, "Lists a running server's last requests, with the reason of each refusal.")
    parser.add_server()
    parser.add_argument("--json", action="store_true", help="print all that is known")
    given = parser.parse_args(arguments)
    return _controls.show(given.server, "requests", None if given.json else _print)


def _print(found: Any) -> None:
    for one in found:
        reason = f"  {one['reason']}" if one["reason"] else ""
        print(f"{one['number']}  {one['method']} {one['path']} {one['status']} {one['milliseconds']:.1f} ms{reason}")


COMMAND = Command("requests", "list the last requests", order=15, run=run)
