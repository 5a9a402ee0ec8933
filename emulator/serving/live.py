"""A server in a thread of this process, whose state can be put back to how it was: what the pytest fixture stands on."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from emulator.configuration.settings import Settings, environment
from emulator.serving.opening import open_emulator
from emulator.serving.rooms import ROOMS
from emulator.serving.server import Server
from emulator.state import master
from emulator.state.store import RealmTables
from emulator.testing.recorder import Exchange, Recorder
from emulator.web.access_log import AccessLog
from emulator.web.app import App

T = TypeVar("T")
# Seconds that a machine may be busy with other things.
_TIMEOUT = 120.0
_EXCHANGES = 10_000


class Lines:
    """A stream that keeps the access log's lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> None:
        """Adds lines."""
        self.lines += text.splitlines()

    def flush(self) -> None:
        """Nothing waits."""


class LiveServer:
    """An emulator on a free port of 127.0.0.1. ``realms`` are files, folders or names of shipped realms."""

    def __init__(self, realms: tuple[str, ...] = (), settings: Settings | None = None, *, tls: bool = False) -> None:
        """``tls`` serves https with a certificate of a throw-away authority, ``authority_file``."""
        from emulator.keys import generating as keys
        from emulator.keys.vault import Vault

        self.settings = settings or Settings(http_port=0)
        vault = Vault(seed=self.settings.seed)
        vault.prefetch(keys.make_rsa)
        self._opened = open_emulator(self.settings, vault)
        self.emulator = self._opened.emulator
        self.log = Lines()
        self._access_log = AccessLog(self.log)
        self._cached: dict[str, list[RealmTables]] = {}
        self._opened.change(lambda: self._fill(realms))
        self.emulator.store.log.settle()
        self.app = App(self.emulator, ROOMS, self._access_log, commits=self._opened.commits)
        self._files = _Files(self.settings.http_host, self.emulator.clock.now()) if tls else None
        pair = (self._files.certificate, self._files.key) if self._files is not None else None
        self._server = Server(self.app, self.settings.http_host, self.settings.http_port, pair, self.settings.limits)
        self._thread = threading.Thread(target=self._run, name="keycloak-emulator-server", daemon=True)
        self.emulator.recorder = Recorder(_EXCHANGES, self.settings.limits.recorded_bytes)
        self._mark: int | None = None
        self._clock = self.emulator.clock.state

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a trailing slash."""
        scheme = "http" if self._files is None else "https"
        return f"{scheme}://{self.settings.http_host}:{self._server.port}"

    @property
    def authority_file(self) -> str:
        """Path of the authority's certificate in PEM, for clients to trust; empty without TLS."""
        return "" if self._files is None else self._files.authority

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that serves."""
        return self._server.loop

    @property
    def url(self) -> str:
        """The URL below which tests find the realms; the same paths are served at ``origin``."""
        return f"{self.origin}/auth"

    def realm_names(self) -> list[str]:
        """Names of all realms."""
        return self.call(lambda: [tables.realm.name for tables in self.emulator.store.realms])

    def import_realms(self, text: str) -> list[str]:
        """Imports a realm file's text, YAML or JSON; names of its realms. Raises ValueError for a broken one."""
        from emulator.controls import realms

        return self.call(lambda: [tables.realm.name for tables in realms.load(self.emulator, text)])

    def start(self) -> None:
        """Starts to serve; returns when connections are accepted."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.002)
        if not self._server.started:
            raise RuntimeError("the emulator's server did not start")

    def stop(self) -> None:
        """Stops serving; never waits longer than a few seconds."""
        self._server.should_exit = True
        self._thread.join(5.0)
        self._server.listener.close()
        self._opened.close()
        if self._files is not None:
            self._files.remove()

    def open_beside(self, app: Any) -> Server:
        """Another port of 127.0.0.1, served on the same thread; returns when connections are accepted."""
        server = Server(app, "127.0.0.1", 0)
        serving = asyncio.run_coroutine_threadsafe(server.serve(sockets=[server.listener]), self.loop)
        while not server.started and not serving.done():
            self.call(lambda: None)
        return server

    def close_beside(self, server: Server) -> None:
        """Closes such a port; what is under way there is finished first."""
        server.should_exit = True

    def call(self, work: Callable[[], T]) -> T:
        """Runs ``work`` on the server's own thread, between two requests, and returns its result."""
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is raised again where the result is read
                result.set_exception(error)

        self._server.loop.call_soon_threadsafe(run)
        return result.result(_TIMEOUT)

    def begin(self, realms: tuple[str, ...] = ()) -> None:
        """Marks the state to return to, then adds ``realms``, which replace realms of the same name."""
        self.call(lambda: self._begin(realms))

    def restore(self) -> None:
        """Undoes everything since ``begin``."""
        self.call(self._restore)

    def seconds(self) -> int:
        """The time of the emulator's clock in epoch seconds."""
        return self.emulator.clock.seconds()

    def exchanges(self) -> list[Exchange]:
        """What was asked and answered since ``begin``, oldest first."""
        return self.call(lambda: list(self.emulator.recorder))

    def requests(self) -> list[str]:
        """The access log's lines since ``begin``."""
        self.call(self._access_log.flush)
        return list(self.log.lines)

    def _fill(self, realms: tuple[str, ...]) -> None:
        store = self.emulator.store
        if "master" not in store.realms:
            self.emulator.add_master()
        for document in _documents(realms):
            if document.get("realm", "") not in store.realms:
                self.emulator.add_realm(document)

    def _run(self) -> None:
        self._server.run(sockets=[self._server.listener])

    def _begin(self, realms: tuple[str, ...]) -> None:
        self._access_log.flush()
        self.log.lines.clear()
        store = self.emulator.store
        self.emulator.recorder.clear()
        if self.emulator.audience.happened is not None:
            self.emulator.audience.happened.clear()
        self._clock = self.emulator.clock.state
        self._mark = store.hold()
        self._draw("test")
        for realm in realms:
            for tables in self._tables(realm):
                name = tables.realm.name
                if name in store.realms:
                    master.remove_realm_client(store, name)
                    store.realms.delete(name)
                store.realms.put(name, tables)
                master.add_realm_client(store, tables, self.emulator.ids)

    def _draw(self, what: str) -> None:
        """Draws from a part of the seed of its own, whatever was drawn before; at random where there is no seed."""
        self.emulator.ids.restart(f"{self.settings.seed}/{what}" if self.settings.seed else "")

    def _tables(self, realm: str) -> list[RealmTables]:
        """The tables of a realm file, made once: a test's changes to them are undone with all others."""
        tables = self._cached.get(realm)
        if tables is None:
            store = self.emulator.store
            mark = store.mark()
            tables = []
            self._draw(realm)
            for document in _documents((realm,)):
                name = document["realm"]
                if name in store.realms:
                    master.remove_realm_client(store, name)
                    store.realms.delete(name)
                tables.append(self.emulator.add_realm(document))
            store.detach(mark, tables)
            self._cached[realm] = tables
            self._draw("test")
        return tables

    def _restore(self) -> None:
        store = self.emulator.store
        self.emulator.clock.state = self._clock
        self.emulator.faults.clear()
        self.emulator.webhooks.clear()
        self.emulator.remote_keys.clear()
        self._draw("after")
        if self._mark is not None:
            store.roll_back(self._mark)
            self.emulator.snapshots.drop_after(self._mark - 1)
            store.release()
            self._mark = None


class _Files:
    """Certificate files of a server, in a folder of their own."""

    def __init__(self, host: str, now: float) -> None:
        from emulator.keys import certificates

        self._folder = tempfile.mkdtemp(prefix="keycloak-emulator-")
        issued = certificates.issue(tuple(dict.fromkeys((host, "localhost", "127.0.0.1", "::1"))), now)
        self.authority = self._written("authority.pem", issued.authority)
        self.certificate = self._written("certificate.pem", issued.certificate)
        self.key = self._written("key.pem", issued.key)

    def remove(self) -> None:
        """Removes folder and files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _written(self, name: str, content: bytes) -> str:
        path = Path(self._folder) / name
        path.touch(mode=0o600)
        path.write_bytes(content)
        return str(path)


def _documents(realms: tuple[str, ...]) -> list[Mapping[str, Any]]:
    if not realms:
        return []
    from emulator.realm import files
    from emulator.world import realm_files

    return list(realm_files.read_all(files.resolve_all(realms), environment()))
