"""What the fixture hands to a test."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_plugin.controls import Clock, Fault, Request
from pytest_plugin.realm import Realm, Token
from pytest_plugin.remote import RemoteServer

if TYPE_CHECKING:
    from emulator.serving.live import LiveServer


class Keycloak:
    """The server as a test sees it."""

    def __init__(self, server: LiveServer | RemoteServer, base: str = "") -> None:
        self._server = server
        self.url = base or server.url
        """Base URL, with ``/auth`` unless ``--keycloak-url`` says otherwise; the emulator serves the same paths without it."""

    def realm(self, name: str) -> Realm:
        """A realm by name; raises LookupError when the server has none of this name."""
        known = self._server.realm_names()
        if name not in known:
            raise LookupError(f"the server has no realm '{name}', only {', '.join(known)}")
        return Realm(self._server, name, self.url)

    def add_realm(self, realm: str | Path | Mapping[str, Any]) -> Realm:
        """A further realm for this test: a realm file's text in YAML or JSON, its path, or the document. Raises ValueError."""
        if isinstance(realm, Path):
            realm = realm.read_text(encoding="utf-8")
        made = self._server.import_realms(realm if isinstance(realm, str) else json.dumps(realm))
        return Realm(self._server, made[0], self.url)

    @contextmanager
    def at(self, url: str) -> Generator[Keycloak, None, None]:
        """Answers ``url``, such as ``https://auth.example.org/auth``, inside of the test process while the ``with`` block lasts.

        The issuer is that URL then. Covers httpx (with respx installed), requests, urllib3, urllib and aiohttp; raises ValueError for a
        URL with another path than ``/auth``.
        """
        from emulator.serving.live import LiveServer

        if not isinstance(self._server, LiveServer):
            pytest.skip("only the emulator answers inside of the test process")
        from pytest_plugin import in_process

        site = in_process.Site(self._server, url)
        with in_process.answering(site):
            yield Keycloak(self._server, site.base)

    @property
    def authority_file(self) -> str:
        """Path of the certificate (PEM) that clients have to trust where the server has TLS; empty where it has none."""
        return self._server.authority_file

    def random_name(self) -> str:
        """A name that nobody has used."""
        return uuid.uuid4().hex[:8]

    @property
    def clock(self) -> Clock:
        """The server's clock: ``now``, ``move``, ``set``, ``freeze``, ``run``, ``reset``."""
        return Clock(self._server)

    def fault(self, **rule: Any) -> Fault:
        """A fault from now on, until the test ends or the ``with`` block is left; raises ValueError for a rule that cannot be.

        Which requests: ``endpoint`` (``token``, ``jwks``, ``discovery``, ``userinfo``, …), ``path``, ``method``, ``realm``, ``client_id``,
        ``skip``, ``times``, ``probability`` with a ``seed``. What happens: ``latency``, ``status``, ``body``, ``headers``, ``merge``,
        ``malformed``, ``truncate``, ``reset``, ``retry_after``.
        """
        from emulator.testing import fault_rules

        parsed = fault_rules.parse(rule)
        return Fault(self._server, self._server.call(lambda: self._server.emulator.faults.add(parsed)))

    def webhook(self, url: str, *, kinds: Collection[str] = (), realm: str = "") -> None:
        """Posts to ``url`` until the test ends: each ``request``, ``event`` and ``admin-event`` as it happens. Raises ValueError."""
        from emulator.testing import webhooks

        parsed = webhooks.parse({"url": url, "kinds": list(kinds), "realm": realm})
        self._server.call(lambda: self._server.emulator.webhooks.add(parsed))

    def seed(self, text: str) -> None:
        """Draws identifiers, codes and secrets from this text for the rest of the test, the same in each run."""
        self._server.call(lambda: self._server.emulator.ids.restart(text))

    @property
    def requests(self) -> list[Request]:
        """Requests of the test: lines of the log with the exchange beside, ``status``, ``parameters``, ``tokens``, ``reason``."""
        return [Request.of(exchange) for exchange in self._server.exchanges()]

    def flows(self, **wanted: str) -> list[dict[str, Any]]:
        """Requests of the test by what belongs together, newest first: each ``kind`` (``login``, …) with its ``steps``.

        ``realm``, ``client_id``, ``kind``, ``search`` (a text anywhere in a request or its answer) and ``refused="true"`` choose.
        """
        from emulator.controls import flows

        listed = self._server.call(lambda: flows.listed(self._server.emulator, {"limit": "500", **wanted}))
        documents: list[dict[str, Any]] = listed["flows"]
        return documents

    @property
    def events(self) -> list[dict[str, Any]]:
        """Events of the test, of users and administrators of all realms, oldest first: Keycloak's documents with ``kind`` and ``realm``."""
        from emulator.controls import events

        return self._server.call(lambda: events.of_realm(self._server.emulator, "", {}))

    def snapshot(self, name: str = "default") -> None:
        """Remembers how all realms are."""
        self._server.call(lambda: self._server.emulator.snapshots.take(name))

    def restore(self, name: str = "default") -> None:
        """Puts all realms back to how they were at the snapshot; raises LookupError for an unknown one."""
        self._server.call(lambda: self._server.emulator.snapshots.restore(name))


def start(config: pytest.Config, realms: list[str]) -> LiveServer | RemoteServer:
    """Starts the session's server, or reaches the one of ``--keycloak-url``; raises UsageError for a realm that cannot be loaded."""
    import emulator

    if not hasattr(emulator, "__version__") or Path(emulator.__file__ or "").parent.parent != Path(__file__).resolve().parent.parent:
        raise pytest.UsageError(
            f"keycloak-emulator: the package 'emulator' is shadowed by {emulator.__file__ or list(emulator.__path__)}; "
            "rename that folder, or keep it out of sys.path (for example with --import-mode=importlib)"
        )
    from emulator.configuration.settings import Settings, SettingsError, checked_seed
    from emulator.core.errors import EmulatorError
    from emulator.serving.live import LiveServer

    located = tuple(_located(config, realm) for realm in realms)
    url = setting(config, "keycloak_url")
    try:
        if url:
            username, _, password = (setting(config, "keycloak_admin") or "admin").partition(":")
            password = password or os.environ.get("KEYCLOAK_ADMIN_PASSWORD", "admin")
            return RemoteServer(url, username, password, located)
        settings = Settings(http_port=0, seed=checked_seed(setting(config, "keycloak_seed")))
        server = LiveServer(located, settings, tls=_is_on("keycloak_tls", setting(config, "keycloak_tls")))
    except EmulatorError as error:
        raise pytest.UsageError(f"keycloak_realms: {error}") from error
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    server.start()
    return server


def setting(config: pytest.Config, name: str) -> str:
    """A setting by the command line, the environment or the ini file, in this order; empty where none has it."""
    given = config.getoption(name)
    return str(given or os.environ.get(name.upper()) or config.getini(name) or "")


def chosen_realms(config: pytest.Config) -> list[str]:
    """The realms that every test has, by the command line, the environment or the ini file."""
    given: list[str] = config.getoption("keycloak_realms")
    ini: list[str] = config.getini("keycloak_realms")
    return given or os.environ.get("KEYCLOAK_REALMS", "").split() or ini


def _is_on(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no", "off"):
        return False
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    raise pytest.UsageError(f"{name} is true or false, not '{value}'")


def begin(request: pytest.FixtureRequest, server: LiveServer | RemoteServer) -> None:
    """Marks the state, and adds the realms of the test's markers."""
    realms: list[str] = []
    for marker in reversed(list(request.node.iter_markers("keycloak"))):
        realms += _of_marker(marker)
    try:
        server.begin(tuple(_located(request.config, realm) for realm in dict.fromkeys(realms)))
    except Exception:
        server.restore()
        raise


def for_session(server: LiveServer | RemoteServer) -> Keycloak:
    """The handle that outlives tests; skips where a Keycloak has realms only while a test runs."""
    if isinstance(server, RemoteServer):
        pytest.skip("only the emulator has realms between tests, and the tests run against --keycloak-url")
    return Keycloak(server)


def throw_away_realm(keycloak: Keycloak) -> Realm:
    """A fresh realm that nobody else knows."""
    name = f"test-{keycloak.random_name()}"
    client = {
        "clientId": "app",
        "secret": "secret",
        "redirectUris": ["*"],
        "serviceAccountsEnabled": True,
        "directAccessGrantsEnabled": True,
    }
    user = {
        "username": "user",
        "enabled": True,
        "email": "user@example.org",
        "emailVerified": True,
        "firstName": "Some",
        "lastName": "User",
    }
    user["credentials"] = [{"type": "password", "value": "password"}]
    return keycloak.add_realm({"realm": name, "enabled": True, "clients": [client], "users": [user]})


def marked_token(request: pytest.FixtureRequest, keycloak: Keycloak) -> Token:
    """The token of the nearest marker ``keycloak_token``."""
    marker = request.node.get_closest_marker("keycloak_token")
    wanted: dict[str, Any] = dict(marker.kwargs) if marker is not None else {}
    if not {"realm", "client_id"} <= set(wanted):
        raise pytest.UsageError("say which token: @pytest.mark.keycloak_token(realm=…, client_id=…, username=…)")
    return keycloak.realm(wanted.pop("realm")).mint(**wanted)


def made_wrong(keycloak: Keycloak, token: Token, name: str) -> Token:
    """A good token made wrong; its realm is the one that its issuer names."""
    return keycloak.realm(str(token.claims["iss"]).rpartition("/realms/")[2]).made_wrong(token, name)


def _of_marker(marker: pytest.Mark) -> list[str]:
    unknown = set(marker.kwargs) - {"realm"}
    if unknown or marker.args:
        raise pytest.UsageError(f"@pytest.mark.keycloak takes realm=…, not {', '.join([*map(repr, marker.args), *sorted(unknown)])}")
    realm = marker.kwargs.get("realm", [])
    return [str(realm)] if isinstance(realm, str | Path) else [str(one) for one in realm]


def _located(config: pytest.Config, realm: str) -> str:
    """Paths are relative to the ini file's folder; names of shipped realms stay."""
    path = config.rootpath / realm
    return str(path) if path.exists() else realm
