"""``users``: the users of a realm of a running server, through its testing controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from emulator.commands import Command, _controls
from emulator.commands._argparse import Parser
from emulator.commands._invocation import Invocation


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Prints a realm's users, a line each."""
    parser = Parser(invocation.command, "Lists the users of a realm of a running server.")
    parser.add_argument("--realm", required=True, help="name of the realm")
    parser.add_server()
    parser.add_argument("--json", action="store_true", help="print all that is known")
    given = parser.parse_args(arguments)
    return _controls.show(given.server, f"realms/{quote(given.realm, safe='')}/users", None if given.json else _print)


def _print(found: Any) -> None:
    for user in found:
        state = "" if user.get("enabled") else "  (disabled)"
        print(f"{user['username']}  {user.get('email') or ''}{state}".rstrip())


COMMAND = Command("users", "list a realm's users", order=14, run=run)
