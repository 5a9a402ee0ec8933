"""From settings and realms to a running server."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from emulator.configuration.settings import Settings
from emulator.core.clock import monotonic
from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.core.log import EVENTS, INFO, SERVICES, WARN, Handler, Log
from emulator.version import KEYCLOAK_VERSION, __version__

_MUCH = 5000
"""Objects that a look of the collector throws away: from there on, what it leaves is not taken for lasting."""


@dataclass
class Running:
    """What is to run; ``started`` is when the process began."""

    settings: Settings
    realms: Sequence[ReadDocument]
    log: Log = field(default_factory=lambda: Log([Handler(sys.stdout)]))
    started: float = field(default_factory=monotonic)
    watch: Callable[[Any], Any] | None = None


def serve(running: Running) -> int:
    """Runs until it is told to stop; the exit code."""
    from emulator.keys.generating import make_rsa
    from emulator.keys.vault import Vault

    vault = Vault(seed=running.settings.seed)
    gc.disable()
    vault.prefetch(make_rsa)
    from emulator.core.errors import PortError
    from emulator.serving.listeners import Ports
    from emulator.serving.opening import open_emulator
    from emulator.serving.rooms import ROOMS
    from emulator.web.access_log import AccessLog
    from emulator.web.app import App
    from emulator.web.signing import Signing

    opened = open_emulator(running.settings, vault)
    emulator = opened.emulator
    lines = running.settings.event_lines
    if any(running.log.hears(level, EVENTS) for level in (lines.success_level, lines.error_level)):
        from emulator.world.event_log import EventLog

        emulator.audience.log = EventLog(running.log, lines, emulator.store)
    try:
        opened.change(lambda: load(emulator, running))
        signing = Signing()
        app = App(emulator, ROOMS, AccessLog(running.log.of_requests()), signing, opened.commits)
        try:
            ports = Ports(app, running.settings)
            ports.open_management()
        except PortError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        gc.freeze()
        # What a request makes is gone with it: a collector that looks after each seven hundred things looks for nothing. Its middle
        # generation is what a look takes a few milliseconds for.
        gc.set_threshold(10_000, 2, 10)
        gc.callbacks.append(_keep)
        gc.enable()
        return asyncio.run(_serve(ports, running, emulator, signing))
    finally:
        if _keep in gc.callbacks:
            gc.callbacks.remove(_keep)
        gc.enable()
        opened.close()


def _keep(phase: str, info: Mapping[str, int]) -> None:
    """What a look has left is users, sessions, tokens: the next one, which holds all requests up, is for what came since.

    Where it threw much away, what it has left may go the same way.
    """
    if phase == "stop" and info["generation"] > 0 and info["collected"] < _MUCH:
        gc.freeze()


def load(emulator: Any, running: Running) -> None:
    """Makes ``master`` and imports the realms; one that is there already is skipped, as Keycloak's start does."""
    from emulator.serving import opening

    brought = "master" not in emulator.store.realms and any(document.get("realm") == "master" for document in running.realms)
    if not brought:
        opening.add_master(emulator, running.log)
    if running.realms:
        running.log.say("KC-SERVICES0030: Full model import requested. Strategy: IGNORE_EXISTING", INFO, SERVICES)
    opening.import_realms(emulator, running.realms, running.log)
    if brought:
        opening.add_administrators(emulator, running.log)
    if running.realms:
        running.realms = ()
        running.log.say("KC-SERVICES0032: Import finished successfully", INFO, SERVICES)


async def _serve(ports: Any, running: Running, emulator: Any, signing: Any) -> int:
    from emulator.serving.stopping import Signals

    with Signals(ports, running.settings.shutdown_delay) as signals:
        try:
            await _run(ports, running, emulator)
        finally:
            signing.close()
            ports.app.access_log.flush()
    return signals.code


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
    if not local:
        running.log.say(f"This is a test tool, and it listens on {settings.http_host}, where others may reach it.", WARN)
    running.log.say(
        f"Keycloak {KEYCLOAK_VERSION} (keycloak-emulator {__version__}) started in {elapsed:.3f}s. "
        f"Listening on: {ports.urls}{dot}{management}"
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
