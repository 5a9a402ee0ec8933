"""``--watch``: realm files are imported again when they change; a bad edit leaves the running realm as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from emulator.core.errors import EmulatorError, Finding
from emulator.core.log import WARN, Log
from emulator.state import master
from emulator.world import realm_files
from emulator.world.emulator import Emulator

_INTERVAL = 0.3


class Watch:
    """Looks at the files' times and sizes a few times a second."""

    def __init__(self, paths: Sequence[Path], environ: Mapping[str, str], log: Log) -> None:
        self._paths = paths
        self._environ = environ
        self._log = log
        self._seen = self._stamps()

    async def run(self, emulator: Emulator) -> None:
        """Runs until it is cancelled."""
        while True:
            await asyncio.sleep(_INTERVAL)
            now = self._stamps()
            if now != self._seen:
                self._seen = now
                self.reload(emulator)

    def reload(self, emulator: Emulator) -> None:
        """Imports every file again: all of them or, with the reason on the log, none."""
        store = emulator.store
        mark = store.mark()
        warnings: list[Finding] = []
        try:
            for document in realm_files.read_all(self._paths, self._environ, warnings):
                name = document["realm"]
                if name in store.realms:
                    master.remove_realm_client(store, name)
                    store.realms.delete(name)
                emulator.add_realm(document)
                self._log.say(f"Realm '{name}' imported again")
        except EmulatorError as error:
            store.roll_back(mark)
            for line in f"{error.reason or error}\nThe realms stay as they were".splitlines():
                self._log.say(line, WARN)
        else:
            for warning in warnings:
                self._log.say(str(warning), WARN)
        store.log.settle()

    def _stamps(self) -> dict[str, tuple[int, int]]:
        found = {}
        for path in self._paths:
            for file in sorted(path.iterdir()) if path.is_dir() else [path]:
                try:
                    status = file.stat()
                except OSError:
                    continue
                found[str(file)] = (status.st_mtime_ns, status.st_size)
        return found
