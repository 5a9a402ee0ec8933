"""A request and the journal: what others wrote is taken in before it is decided, what it changed is written before it is answered.

With a journal of one's own, both happen in place. With one that is shared, requests take turns: those that arrived while the last turn
was under way are decided together, after one look, and written together. When another emulator was faster with one of the rows, all that
the turn changed is undone and its requests are decided again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import field
from functools import partial
from typing import Any

from emulator.core.asking import Unanswered
from emulator.core.dataclass import dataclass
from emulator.core.errors import EmulatorError
from emulator.state.book import Book
from emulator.state.journals import Conflict, Journal, JournalError
from emulator.web.workers import Workers
from emulator.world.emulator import Emulator

Attempt = Callable[[], Any]
_TRIES = 200


@dataclass(slots=True)
class _Request:
    attempt: Attempt
    again: Callable[[], None] | None
    future: asyncio.Future[Any]
    tries: int = 0
    result: Any = None
    error: BaseException | None = field(default=None)

    def decide(self) -> None:
        try:
            self.result, self.error = self.attempt(), None
        except (Exception, Unanswered) as error:  # noqa: BLE001 - it is raised again where the answer is awaited
            self.error = error

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Commits:
    """Where requests meet the journal of an emulator."""

    def __init__(self, emulator: Emulator, journal: Journal) -> None:
        self._emulator = emulator
        self._store = emulator.store
        self._journal = journal
        self._book = Book(emulator.store, shared=journal.shared)
        self._waiting: list[_Request] = []
        self._working: asyncio.Task[None] | None = None
        self._workers = Workers(1)

    def start(self, work: Callable[[], None]) -> None:
        """Brings the store to what the journal has, then does ``work`` and writes what it changed. For before the server serves."""
        while True:
            self._book.take_in(self._journal.news(self._book.version))
            self._store.log.settle()
            mark = self._store.hold()
            try:
                work()
                self._write(mark)
            except Conflict:
                continue
            finally:
                self._store.release()
            return

    async def run(self, attempt: Attempt, again: Callable[[], None] | None = None) -> Any:
        """What ``attempt`` returns or raises, once what it changed is written. It may be called anew, each time after ``again``."""
        if not self._journal.shared:
            return self._at_once(attempt)
        request = _Request(attempt, again, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await request.future

    def close(self) -> None:
        """Lets go of the journal."""
        self._journal.close()

    def _at_once(self, attempt: Attempt) -> Any:
        mark = self._store.hold()
        try:
            self._emulator.sweeper.step()
            try:
                result = attempt()
            except EmulatorError:
                # A refusal may leave something behind: an event, a failed login that is counted.
                self._write(mark)
                raise
            self._write(mark)
        finally:
            self._store.release()
        return result

    def _write(self, mark: int) -> None:
        self._emulator.keep_keys()
        entry = self._book.open_entry()
        if not entry.changes:
            return
        try:
            version = self._journal.write(list(entry.changes.values()), entry.dropped)
        except BaseException:
            self._book.was_not_written(entry)
            self._store.roll_back(mark)
            raise
        self._book.was_written(entry, version)

    async def _work(self) -> None:
        try:
            while self._waiting:
                turn, self._waiting = self._waiting, []
                await self._turn(turn)
        finally:
            self._working = None

    async def _turn(self, turn: list[_Request]) -> None:
        try:
            news = await self._workers.run(partial(self._journal.news, self._book.version))
            self._book.take_in(news)
        except Exception as error:  # noqa: BLE001 - each request of the turn answers with it
            _fail(turn, error)
            return
        self._store.log.settle()
        mark = self._store.hold()
        try:
            turn = self._decide(turn, mark)
            await self._write_turn(turn, mark)
        finally:
            self._store.release()

    def _decide(self, turn: list[_Request], mark: int) -> list[_Request]:
        """Decides the requests, up to one that went back to before the turn: what follows could not be undone any more."""
        self._emulator.sweeper.step()
        for number, request in enumerate(turn, 1):
            request.decide()
            if self._store.mark() < mark:
                self._waiting[:0] = turn[number:]
                return turn[:number]
        return turn

    async def _write_turn(self, turn: list[_Request], mark: int) -> None:
        self._emulator.keep_keys()
        entry = self._book.open_entry()
        if entry.changes:
            try:
                version = await self._workers.run(partial(self._journal.write, list(entry.changes.values()), entry.dropped))
            except BaseException as error:
                self._book.was_not_written(entry)
                self._store.roll_back(mark)
                if isinstance(error, Conflict):
                    self._again(turn)
                    return
                _fail(turn, error)
                if isinstance(error, Exception):
                    return
                raise
            self._book.was_written(entry, version)
            if version == self._book.version + 1:
                self._book.version = version
        for request in turn:
            request.settle()

    def _again(self, turn: list[_Request]) -> None:
        for request in turn:
            request.tries += 1
            if request.again is not None:
                request.again()
        tired = [request for request in turn if request.tries >= _TRIES]
        _fail(tired, JournalError(f"other emulators were faster with the same rows {_TRIES} times"))
        self._waiting[:0] = [request for request in turn if request.tries < _TRIES]


def _fail(turn: list[_Request], error: BaseException) -> None:
    for request in turn:
        request.error = error
        request.settle()
