"""``keycloak-emulator token``: a token request from the command line."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from urllib.parse import quote, urlencode


def run(arguments: argparse.Namespace) -> int:
    """Prints the access token (or the whole answer); exit code 1 with the server's refusal on stderr."""
    form = {"client_id": arguments.client_id, "grant_type": "password" if arguments.username else "client_credentials"}
    for name in ("client_secret", "username", "password", "scope"):
        value = getattr(arguments, name)
        if value is not None:
            form[name] = value
    url = f"{arguments.server.rstrip('/')}/realms/{quote(arguments.realm, safe='')}/protocol/openid-connect/token"
    if not url.startswith(("http://", "https://")):
        sys.stderr.write(f"keycloak-emulator: --server is a URL like http://127.0.0.1:8080, not '{arguments.server}'\n")
        return 2
    try:
        with urllib.request.urlopen(url, urlencode(form).encode(), timeout=30) as response:  # noqa: S310 - the scheme was checked
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"{error.code} {error.read().decode('utf-8', 'replace')}\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"keycloak-emulator: no token from {url}: {error}\n")
        return 1
    sys.stdout.write((json.dumps(answer, indent=2) if arguments.json else answer["access_token"]) + "\n")
    return 0
