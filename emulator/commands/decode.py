"""``decode``: what is in a token."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from emulator.commands import Command
from emulator.commands._argparse import Parser
from emulator.commands._invocation import FAILURE, Invocation


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Prints header and claims of a JWT, not verified; ``-`` reads it from standard input."""
    parser = Parser(invocation.command, "Prints a JWT's header and claims, not verified.")
    parser.add_argument("jwt", metavar="TOKEN", help="the token; - reads it from standard input")
    jwt = parser.parse_args(arguments).jwt
    from emulator.testing.recorder import decoded_jwt

    text = sys.stdin.read() if jwt == "-" else jwt
    decoded = decoded_jwt(text.strip().removeprefix("Bearer ").strip())
    if decoded is None:
        sys.stderr.write("keycloak-emulator: this is no JWT: three parts of base64url with dots between them\n")
        return FAILURE
    print(json.dumps(decoded, indent=2, ensure_ascii=False))
    return 0


COMMAND = Command("decode", "show what is in a token", order=13, run=run)
