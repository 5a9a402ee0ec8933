"""From settings and realms to a running server."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from emulator.core.clock import monotonic
from emulator.settings import Settings
from emulator.version import KEYCLOAK_VERSION, __version__

Document = Mapping[str, Any]


@dataclass
class Running:
    """What ``start`` has opened; ``port`` is the one that is really listened on."""

    settings: Settings
    realms: Sequence[Document]
    out: TextIO = field(default_factory=lambda: sys.stdout)
    started: float = field(default_factory=monotonic)
    watch: Callable[[Any], Any] | None = None


def serve(running: Running) -> int:
    """Runs until it is told to stop; the exit code."""
    from emulator.keys.providers._common import make_rsa
    from emulator.keys.vault import Vault

    vault = Vault(seed=running.settings.seed)
    # While it starts nearly everything stays: a collector that walks it again and again takes a tenth of the time.
    gc.disable()
    vault.prefetch(make_rsa)
    from emulator import persistence
    from emulator.core.errors import PortError
    from emulator.listeners import Ports
    from emulator.web.access_log import AccessLog
    from emulator.web.app import App
    from emulator.web.emulator import Emulator
    from emulator.web.signing import Signing

    emulator = Emulator(running.settings, vault=vault)
    commits = persistence.open_commits(emulator)
    if commits is None:
        load(emulator, running)
    else:
        commits.start(lambda: load(emulator, running))
    signing = Signing()
    app = App(emulator, AccessLog(running.out), signing, commits)
    try:
        ports = Ports(app, running.settings)
        ports.open_management()
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    gc.freeze()
    gc.enable()
    try:
        asyncio.run(_serve(ports, running, emulator, signing))
    finally:
        if commits is not None:
            commits.close()
    return 0


def load(emulator: Any, running: Running) -> None:
    """Makes ``master`` and imports the realms; one that is there already is skipped, as Keycloak's start does."""
    imported = [document.get("realm") for document in running.realms]
    if "master" not in imported and "master" not in emulator.store.realms:
        emulator.add_master()
        _say(running, f"Created temporary admin user with username {running.settings.admin_username}")
    for document in running.realms:
        name = document.get("realm")
        if name in emulator.store.realms:
            _say(running, f"Realm '{name}' already exists. Import skipped")
            continue
        emulator.add_realm(document)
        _say(running, f"Realm '{name}' imported")
    emulator.store.log.settle()


async def _serve(ports: Any, running: Running, emulator: Any, signing: Any) -> None:
    try:
        await _run(ports, running, emulator)
    finally:
        signing.close()


async def _run(ports: Any, running: Running, emulator: Any) -> None:
    settings = running.settings
    tasks = [asyncio.create_task(server.serve(sockets=[server.listener])) for server in ports.all]
    management = ""
    if ports.management is not None:
        url = f"{ports.management.scheme}://{settings.management_host}:{ports.management.port}"
        management = f" Management interface listening on {url}."
    if running.watch is not None:
        tasks.append(asyncio.create_task(running.watch(emulator)))
    while not all(server.started for server in ports.all):
        await asyncio.sleep(0.001)
    elapsed = monotonic() - running.started
    dot = "." if management else ""
    local = settings.http_host in ("127.0.0.1", "localhost", "::1")
    _say(running, "Running the server in development mode. DO NOT use this configuration in production.")
    if not local:
        _say(running, f"This is a test tool, and it listens on {settings.http_host}, where others may reach it.")
    _say(
        running,
        f"Keycloak emulator {__version__} (answers as Keycloak {KEYCLOAK_VERSION}) started in {elapsed:.3f}s. "
        f"Listening on: {ports.urls}{dot}{management}",
    )
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for server in ports.all:
        server.should_exit = True
    for task in pending:
        if running.watch is not None and task is tasks[-1]:
            task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


def _say(running: Running, text: str) -> None:
    running.out.write(text + "\n")
    running.out.flush()
