"""A Keycloak that runs somewhere, in the place of the emulator: the same tests against the real thing.

What only the emulator can do skips the test that asks for it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import quote, urlencode

import pytest

if TYPE_CHECKING:
    from emulator.testing.recorder import Exchange
    from emulator.world.emulator import Emulator

T = TypeVar("T")
_TIMEOUT = 60
_OURS = "keycloak-emulator.test"
"""A realm with this attribute was made by a test run and may be replaced by the next."""


class RemoteServer:
    """A server at ``url`` with an administrator. Realms are made for each test and removed after it."""

    authority_file = ""
    """Its certificate is its own affair."""

    def __init__(self, url: str, username: str, password: str, realms: tuple[str, ...] = ()) -> None:
        self.base = self.url = url.rstrip("/")
        self._credentials = {"username": username, "password": password}
        self._documents = _documents(realms)
        self._made: list[str] = []
        self._names()

    def stop(self) -> None:
        """Leaves the server as it is, without the realms of a test that was broken off."""
        self.restore()

    def begin(self, realms: tuple[str, ...] = ()) -> None:
        """Makes the realms of the session and of the test; raises UsageError rather than replace a realm that no test has made."""
        documents = {document["realm"]: document for document in (*self._documents, *_documents(realms))}
        for document in documents.values():
            self._import(document)

    def restore(self) -> None:
        """Removes the realms that the test has had."""
        while self._made:
            self._ask("DELETE", f"/{quote(self._made.pop(), safe='')}")

    def realm_names(self) -> list[str]:
        """Names of all realms."""
        return self._names()

    def import_realms(self, text: str) -> list[str]:
        """Makes realms of a realm file's text; their names."""
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "realm.yaml"
            path.write_text(text, encoding="utf-8")
            documents = _documents((str(path),))
        for document in documents:
            self._import(document)
        return [document["realm"] for document in documents]

    def requests(self) -> list[str]:
        """Nothing: a real Keycloak does not tell."""
        return []

    def seconds(self) -> int:
        """The time in epoch seconds: this machine's."""
        from emulator.core.clock import Clock

        return Clock().seconds()

    def exchanges(self) -> list[Exchange]:
        """Skips the test."""
        _only_the_emulator("tells what was asked")

    @property
    def emulator(self) -> Emulator:
        """Skips the test."""
        _only_the_emulator("has testing controls")

    def call(self, work: Callable[[], T]) -> T:
        """Skips the test."""
        _only_the_emulator("has testing controls")

    def _import(self, document: Mapping[str, Any]) -> None:
        name = document["realm"]
        if name in self._names():
            found = self._ask("GET", f"/{quote(name, safe='')}")
            if _OURS not in (found.get("attributes") or {}):
                raise pytest.UsageError(f"--keycloak-url: {self.url} has a realm '{name}' that no test run made; it is not replaced")
            self._ask("DELETE", f"/{quote(name, safe='')}")
        self._ask("POST", "", {**document, "attributes": {**(document.get("attributes") or {}), _OURS: "true"}})
        self._made.append(name)

    def _names(self) -> list[str]:
        return [realm["realm"] for realm in self._ask("GET", "?briefRepresentation=true")]

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        return self._send(method, f"{self.url}/admin/realms{path}", None if body is None else json.dumps(body).encode(), headers)

    def _token(self) -> str:
        form = {"grant_type": "password", "client_id": "admin-cli", **self._credentials}
        found = self._send("POST", f"{self.url}/realms/master/protocol/openid-connect/token", urlencode(form).encode(), {})
        return str(found["access_token"])

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
        request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - the user's own server
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - the user's own server
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode("utf-8", "replace")
            raise pytest.UsageError(f"--keycloak-url: {method} {url}: {error.code} {said}") from None
        except OSError as error:
            raise pytest.UsageError(f"--keycloak-url: no answer from {url}: {error}") from None
        return json.loads(text) if text else None


def _documents(realms: tuple[str, ...]) -> list[dict[str, Any]]:
    if not realms:
        return []
    from emulator.configuration.settings import environment
    from emulator.realm import files
    from emulator.world import realm_files

    return list(realm_files.read_all(files.resolve_all(realms), environment()))


def _only_the_emulator(what: str) -> NoReturn:
    pytest.skip(f"only the emulator {what}, and the tests run against --keycloak-url")
