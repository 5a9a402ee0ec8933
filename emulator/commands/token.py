"""``token``: a token request from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from emulator.commands import Command
from emulator.commands._argparse import Parser
from emulator.commands._invocation import FAILURE, USAGE, Invocation
from emulator.core import fetch

_FORM = "application/x-www-form-urlencoded"
_SECONDS = 30


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Prints the access token (or the whole answer); exit code 1 with the server's refusal on stderr."""
    parser = Parser(invocation.command, "Gets a token from a running server and prints it.")
    parser.add_server()
    parser.add_argument("--realm", required=True, help="name of the realm")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret")
    parser.add_argument("--username", help="log a user in (direct grant); without it the client itself gets the token")
    parser.add_argument("--password")
    parser.add_argument("--scope")
    parser.add_argument("--json", action="store_true", help="print the whole answer")
    options = parser.parse_args(arguments)
    form = {"client_id": options.client_id, "grant_type": "password" if options.username else "client_credentials"}
    for name in ("client_secret", "username", "password", "scope"):
        value = getattr(options, name)
        if value is not None:
            form[name] = value
    url = f"{options.server.rstrip('/')}/realms/{quote(options.realm, safe='')}/protocol/openid-connect/token"
    if not url.startswith(("http://", "https://")):
        sys.stderr.write(f"keycloak-emulator: --server is a URL like http://127.0.0.1:8080, not '{options.server}'\n")
        return USAGE
    try:
        answer = json.loads(fetch.post(url, urlencode(form).encode(), {"Content-Type": _FORM}, seconds=_SECONDS))
    except fetch.FetchError as error:
        sys.stderr.write(f"{error.status} {error.text}\n" if error.status else f"keycloak-emulator: no token: {error}\n")
        return FAILURE
    except ValueError as error:
        sys.stderr.write(f"keycloak-emulator: no token from {url}: {error}\n")
        return FAILURE
    sys.stdout.write((json.dumps(answer, indent=2) if options.json else answer["access_token"]) + "\n")
    return 0


COMMAND = Command("token", "get a token", order=11, run=run)
