"""``pull``: a realm file from a running Keycloak, through its Admin API.

What the API does not tell cannot come along: the users' passwords and the private keys.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from emulator.commands import Command
from emulator.commands._argparse import Parser
from emulator.commands._invocation import FAILURE, Invocation
from emulator.core import fetch

_TIMEOUT = 60
_MOST = 1_000_000_000
_PAGE = 100
_KEYS = "org.keycloak.keys.KeyProvider"


class PullError(Exception):
    """The server did not give what was asked for; the message says what it answered."""


class Source:
    """The Admin API of a server; raises PullError."""

    def __init__(self, server: str, realm: str, username: str, password: str) -> None:
        self._server = server.rstrip("/")
        self._realm = f"{self._server}/admin/realms/{quote(realm, safe='')}"
        form = {"grant_type": "password", "client_id": "admin-cli", "username": username, "password": password}
        self._token = ""
        answer = self._send("POST", f"{self._server}/realms/master/protocol/openid-connect/token", urlencode(form).encode())
        self._token = answer["access_token"]

    def get(self, path: str) -> Any:
        """A resource of the realm."""
        return self._send("GET", f"{self._realm}/{path}")

    def post(self, path: str) -> Any:
        """The answer to a POST without a body."""
        return self._send("POST", f"{self._realm}/{path}", b"{}")

    def pages(self, path: str) -> Iterator[Any]:
        """The members of a list, however long."""
        mark = "&" if "?" in path else "?"
        first = 0
        while found := self.get(f"{path}{mark}first={first}&max={_PAGE}"):
            yield from found
            first += len(found)

    def _send(self, method: str, url: str, body: bytes | None = None) -> Any:
        kind = "application/json" if self._token else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        try:
            return json.loads(fetch.send(method, url, body, headers, seconds=_TIMEOUT, most=_MOST).body)
        except fetch.FetchError as error:
            raise PullError(f"{method} {url}: {error.status} {error.text}" if error.status else f"no answer from {error}") from None
        except ValueError as error:
            raise PullError(f"no answer from {url}: {error}") from None


def document(source: Source, password: str = "") -> dict[str, Any]:
    """The RealmRepresentation with clients and their secrets, roles, groups and users; ``password`` is given to all users."""
    realm: dict[str, Any] = source.post("partial-export?exportClients=true&exportGroupsAndRoles=true")
    secrets = {client["clientId"]: client.get("secret") for client in source.pages("clients")}
    for client in realm.get("clients", ()):
        secret = secrets.get(client["clientId"])
        if "secret" in client and secret:
            client["secret"] = secret
    # Private keys are masked: the emulator makes its own.
    components = realm.get("components") or {}
    realm["components"] = {kind: members for kind, members in components.items() if kind != _KEYS}
    service = [user for user in realm.get("users") or () if user.get("serviceAccountClientId")]
    others = [_user(source, user, password) for user in source.pages("users?briefRepresentation=false")]
    return {**realm, "users": [*service, *others]}


def _user(source: Source, user: Mapping[str, Any], password: str) -> dict[str, Any]:
    identifier = quote(user["id"], safe="")
    mappings = source.get(f"users/{identifier}/role-mappings")
    kept = {name: value for name, value in user.items() if name not in ("access", "disableableCredentialTypes", "totp")}
    roles = [role["name"] for role in mappings.get("realmMappings") or ()]
    clients = {name: [role["name"] for role in mapping["mappings"]] for name, mapping in (mappings.get("clientMappings") or {}).items()}
    groups = [group["path"] for group in source.get(f"users/{identifier}/groups")]
    more: dict[str, Any] = {"realmRoles": roles, "clientRoles": clients, "groups": groups}
    if password:
        more["credentials"] = [{"type": "password", "value": password}]
    return {**kept, **{name: value for name, value in more.items() if value}}


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Writes the file, or prints it; exit code 1 with the server's refusal on stderr."""
    description = "Reads a realm through the Admin API: settings, clients with secrets, roles, groups, users without passwords."
    parser = Parser(invocation.command, description)
    parser.add_argument("url", metavar="URL", help="base URL of the Keycloak, with /auth if it has that")
    parser.add_argument("--realm", required=True, help="name of the realm")
    parser.add_argument("--username", default="admin", help="an administrator of master (default: %(default)s)")
    parser.add_argument("--password", default="admin", help="and the password (default: %(default)s)")
    parser.add_argument("--user-password", metavar="PASSWORD", help="a password that all users of the file get")
    parser.add_argument("--output", "-o", metavar="FILE", help="write to this file (default: standard output)")
    options = parser.parse_args(arguments)
    import yaml

    try:
        source = Source(options.url, options.realm, options.username, options.password)
        realm = document(source, options.user_password or "")
    except PullError as error:
        sys.stderr.write(f"keycloak-emulator: {error}\n")
        return FAILURE
    text = yaml.safe_dump(realm, sort_keys=False, allow_unicode=True, width=140)
    if options.output is None:
        sys.stdout.write(text)
        return 0
    Path(options.output).write_text(text, encoding="utf-8")
    users, clients = len(realm["users"]), len(realm.get("clients") or ())
    print(f"realm '{options.realm}' with {clients} clients and {users} users is in {options.output}")
    if not options.user_password:
        print("Passwords cannot be read: give the users new ones with --user-password, or in the file")
    return 0


COMMAND = Command("pull", "write a realm file from a running Keycloak", order=12, run=run)
