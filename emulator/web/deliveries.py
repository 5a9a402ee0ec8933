"""Requests to others that an answer waits for: all at once, each in a thread, and no longer than a few seconds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from emulator.core.outgoing import start_thread

_THREADS = 16


async def deliver(work: Sequence[Callable[[], None]], seconds: float) -> list[str]:
    """Does all the work; returns what went wrong, for the log. What takes longer than ``seconds`` goes on without the answer."""
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[None]] = [loop.create_future() for _ in work]
    jobs = deque(zip(work, futures, strict=True))
    for _ in range(min(_THREADS, len(work))):
        start_thread(partial(_run, jobs, loop), "keycloak-emulator-delivery")
    _, late = await asyncio.wait(futures, timeout=seconds)
    failed = [f"not delivered: {type(error).__name__}: {error}" for future in futures if future.done() and (error := future.exception())]
    for delivery in late:
        delivery.cancel()
    return failed + [f"not delivered within {seconds:g} s"] * len(late)


def _run(jobs: deque[tuple[Callable[[], None], asyncio.Future[None]]], loop: asyncio.AbstractEventLoop) -> None:
    while True:
        try:
            work, future = jobs.popleft()
        except IndexError:
            return
        error: BaseException | None = None
        try:
            work()
        except BaseException as caught:  # noqa: BLE001 - it is told to whoever waits
            error = caught
        try:
            loop.call_soon_threadsafe(_settle, future, error)
        except RuntimeError:
            return


def _settle(future: asyncio.Future[Any], error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(None)
