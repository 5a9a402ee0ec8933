"""Now and then removes what is over in all realms, a piece with each request, so that nobody waits for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulator.context import Context
from emulator.core.clock import Clock
from emulator.state.store import RealmTables, Store

SECONDS = 300
_END = object()


class Sweeper:
    """Goes through the realms every five minutes of the emulator's clock; ``context_of`` makes a realm's context."""

    __slots__ = ("_begun", "_clock", "_context_of", "_round", "_store")

    def __init__(self, store: Store, clock: Clock, context_of: Callable[[RealmTables], Context]) -> None:
        self._store = store
        self._clock = clock
        self._context_of = context_of
        self._begun = clock.seconds()
        self._round: Iterator[None] | None = None

    def step(self) -> None:
        """The next piece of the round that is under way, or of one that is due."""
        if self._round is None:
            now = self._clock.seconds()
            if 0 <= now - self._begun < SECONDS:
                return
            self._begun = now
            self._round = self.round()
        if next(self._round, _END) is _END:
            self._round = None

    def round(self) -> Iterator[None]:
        """Removes from every realm what ended some time ago, and stops after each piece of that work."""
        from emulator.login import housekeeping

        for tables in list(self._store.realms):
            for _ in housekeeping.sweep(self._context_of(tables)):
                yield
                if self._store.realms.one("id", tables.id) is not tables:
                    break
