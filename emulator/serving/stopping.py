"""How the process ends: on a signal the servers finish what they have begun, on a second one at once."""

from __future__ import annotations

import asyncio
import os
import signal
from types import FrameType
from typing import Any, Self


class Signals:
    """Takes SIGINT and SIGTERM while it is entered. ``code`` is the exit code afterwards: 128 and the signal's number, 0 without one.

    ``delay`` is how many seconds health says that the server is about to end before it does; the management port ends last.

    The code is returned, not died of: a container's first process would survive a signal that it sends to itself.
    """

    def __init__(self, ports: Any, delay: float = 0.0) -> None:
        self._ports = ports
        self._delay = delay
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
        self._ports.closing = True
        self._loop.call_soon_threadsafe(self._loop.call_later, self._delay, self._stop)

    def _stop(self) -> None:
        for server in (self._ports.main, *self._ports.beside):
            server.should_exit = True
