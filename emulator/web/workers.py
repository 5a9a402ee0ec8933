"""Threads for slow work that touches nothing shared: password hashes, which release the interpreter's lock, and requests to others.

Results come back to the event loop in batches, so that a busy loop is woken once for many of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from emulator.core.outgoing import start_thread

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]


def in_own_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """A future of what ``work`` returns, which waits for others: they may be this very server, so no other work waits for it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        result, error = _tried(work)
        # The loop may have ended meanwhile; then nobody waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, future, result, error)

    start_thread(run, "keycloak-emulator-question")
    return future


def _tried(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001 - it is raised again where the future is awaited
        return None, error


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


class Workers:
    """A few daemon threads, each started when there is work for it, and anew on another event loop."""

    def __init__(self, threads: int) -> None:
        self._most = threads
        self._started = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._batch: _Batch | None = None

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """A future of what ``work`` returns; must be called on the event loop that serves."""
        loop = asyncio.get_running_loop()
        if self._batch is None or self._loop is not loop:
            self._move_to(loop)
        if self._started < self._most:
            self._started += 1
            threading.Thread(target=_work, args=(self._jobs, self._batch), name="keycloak-emulator", daemon=True).start()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((work, future))
        return future

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        for _ in range(self._started):
            self._jobs.put(None)
        self._loop, self._jobs, self._batch, self._started = loop, SimpleQueue(), _Batch(loop), 0


class _Batch:
    """What was done since the loop was told."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._told = False

    def add(self, future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        """Called in any thread; raises RuntimeError when the loop has ended."""
        self._done.append((future, result, error))
        if not self._told:
            self._told = True
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._told = False
        done = self._done
        while done:
            _settle(*done.popleft())


def _work(jobs: SimpleQueue[_Job | None], batch: _Batch) -> None:
    while (job := jobs.get()) is not None:
        work, future = job
        try:
            batch.add(future, *_tried(work))
        except RuntimeError:
            return
