"""Commands that look into a running server through its testing controls: ``users``, ``requests``; and ``decode``, which needs none."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

_TIMEOUT = 30


def decode(arguments: argparse.Namespace) -> int:
    """Prints header and claims of a JWT, not verified; ``-`` reads it from standard input."""
    from emulator.web.recorder import decoded_jwt

    text = sys.stdin.read() if arguments.jwt == "-" else arguments.jwt
    found = decoded_jwt(text.strip().removeprefix("Bearer ").strip())
    if found is None:
        sys.stderr.write("keycloak-emulator: this is no JWT: three parts of base64url with dots between them\n")
        return 1
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


def users(arguments: argparse.Namespace) -> int:
    """Prints a realm's users, a line each."""

    def show(found: Any) -> None:
        for user in found:
            state = "" if user.get("enabled") else "  (disabled)"
            print(f"{user['username']}  {user.get('email') or ''}{state}".rstrip())

    return _show(arguments, f"realms/{quote(arguments.realm, safe='')}/users", show)


def requests(arguments: argparse.Namespace) -> int:
    """Prints the last requests, a line each with the reason of a refusal."""

    def show(found: Any) -> None:
        for one in found:
            reason = f"  {one['reason']}" if one["reason"] else ""
            print(f"{one['number']}  {one['method']} {one['path']} {one['status']} {one['milliseconds']:.1f} ms{reason}")

    return _show(arguments, "requests", show)


def _show(arguments: argparse.Namespace, path: str, show: Any) -> int:
    url = f"{arguments.server.rstrip('/')}/_emulator/{path}"
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310 - the user's own server
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read().decode("utf-8", "replace")
        with contextlib.suppress(ValueError):
            said = json.loads(said).get("error_description") or said
        sys.stderr.write(f"keycloak-emulator: {said}\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"keycloak-emulator: no answer from {url}: {error}\n")
        return 1
    if arguments.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        show(found)
    return 0
