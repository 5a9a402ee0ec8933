"""How the process ends: on a signal the servers finish what they have begun, on a second one at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable
from types import FrameType
from typing import Any, Self


class Signals:
    """Takes SIGINT and SIGTERM while it is entered. ``code`` is the exit code afterwards: 128 and the signal's number, 0 without one.

    The code is returned, not died of: a container's first process would survive a signal that it sends to itself.
    """

    def __init__(self, servers: Iterable[Any]) -> None:
        self.servers = list(servers)
        self.code = 0
        self._before: dict[int, Any] = {}
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self.code:
            os._exit(128 + number)
        self.code = 128 + number
        self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        for server in self.servers:
            server.should_exit = True
