"""What a journal knows of a store: which of its rows were written, and what others wrote meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.state.codec import decoders, encode
from emulator.state.journals import Change, News
from emulator.state.kinds import KINDS
from emulator.state.store import RealmTables, Store
from emulator.state.table import Table

Place = tuple[str, str, str]
REALMS = "realms"
GUARD = "guard"
"""A row of each realm that changes with its documents: whoever changes one must have seen all, or two emulators could give a name twice."""
DOCUMENTS = frozenset(kind.name for kind in KINDS if kind.guarded)


@dataclass(slots=True)
class Entry:
    """What is to be written at once: the changes, the rows that they stand for, and ids of realms all of whose rows go."""

    changes: dict[Place, Change] = field(default_factory=dict)
    rows: dict[Place, Any] = field(default_factory=dict)
    dropped: dict[str, None] = field(default_factory=dict)
    touched: dict[Any, None] = field(default_factory=dict)


class Book:
    """Compares a store with its journal. ``shared`` adds what emulators need that write to one journal."""

    def __init__(self, store: Store, *, shared: bool) -> None:
        self._store = store
        self._shared = shared
        self._decode = decoders()
        self._known: dict[Place, tuple[int, Any]] = {}
        store.log.touched = {}
        self.version = 0

    def open_entry(self) -> Entry:
        """The rows that are not as the journal has them; None of them is open any more, until ``was_not_written``."""
        log = self._store.log
        entry = Entry(touched=log.touched or {})
        log.touched = {}
        for table, key in entry.touched:
            if not isinstance(table, Table):
                continue
            realm, name = table.place
            if name == REALMS:
                self._add_realm(key, entry)
            elif self._tables(realm) is not None:
                self._add((realm, name, key), table.get(key), entry)
        if self._shared:
            for realm in {place[0] for place in entry.changes if place[1] in DOCUMENTS}:
                place = (realm, GUARD, "")
                entry.changes[place] = Change(*place, "null", self._version(place))
        return entry

    def was_written(self, entry: Entry, version: int) -> None:
        """The journal has all of the entry now."""
        for place, change in entry.changes.items():
            if change.body is None:
                self._known.pop(place, None)
            else:
                self._known[place] = (version, entry.rows.get(place))
        self._drop(entry.dropped)

    def was_not_written(self, entry: Entry) -> None:
        """The journal has nothing of the entry: its rows are open again."""
        log = self._store.log
        log.touched = {**entry.touched, **(log.touched or {})}

    def take_in(self, news: News) -> None:
        """Brings the store to what others wrote. What is brought in is not open."""
        log = self._store.log
        open_before, log.touched = log.touched, {}
        changes = [written for written in news.changes if self._version((written.realm, written.table, written.key), -1) != written.version]
        if news.whole:
            there = {(written.realm, written.table, written.key) for written in news.changes}
            changes += [Change(*place, None) for place in self._known if place not in there]
        # A realm that got another name is still itself: it comes under the new one before it goes from the old one.
        for change in sorted((written for written in changes if written.table == REALMS), key=lambda written: written.body is None):
            self._take_realm(change)
        for change in changes:
            if change.table != REALMS:
                self._take_row(change)
        log.touched = open_before
        self.version = news.version

    def _tables(self, realm: str) -> RealmTables | None:
        return self._store.realms.one("id", realm)

    def _version(self, place: Place, unknown: int = 0) -> int:
        known = self._known.get(place)
        return known[0] if known is not None else unknown

    def _add(self, place: Place, row: Any, entry: Entry) -> None:
        version, written = self._known.get(place, (0, None))
        if row is not written:
            entry.changes[place] = Change(*place, encode(row) if row is not None else None, version)
            entry.rows[place] = row

    def _add_realm(self, name: str, entry: Entry) -> None:
        place = ("", REALMS, name)
        tables = self._store.realms.get(name)
        version, before = self._known.get(place, (0, None))
        now = tables.id if tables is not None else None
        if before is not None and before != now and self._tables(before) is None:
            entry.dropped[before] = None
        if before != now:
            entry.changes[place] = Change(*place, encode({"id": now}) if now is not None else None, version)
            entry.rows[place] = now
        if tables is not None and (tables.id, "realm", "") not in self._known:
            for table_name, table in tables.named().items():
                for key, row in table.items():
                    self._add((tables.id, table_name, key), row, entry)

    def _take_realm(self, change: Change) -> None:
        realms = self._store.realms
        place = ("", REALMS, change.key)
        _, before = self._known.pop(place, (0, None))
        if change.body is None:
            realms.delete(change.key)
        else:
            identifier: str = self._decode(REALMS, change.body)["id"]
            tables = self._tables(identifier) or RealmTables(self._store.log, {"id": identifier, "realm": change.key})
            realms.put(change.key, tables)
            self._known[place] = (change.version, identifier)
        if before is not None and self._tables(before) is None:
            self._drop((before,))

    def _take_row(self, change: Change) -> None:
        place = (change.realm, change.table, change.key)
        tables = self._tables(change.realm)
        table = tables.named().get(change.table) if tables is not None else None
        if change.body is None:
            self._known.pop(place, None)
            if table is not None:
                table.delete(change.key)
            return
        row = None
        if table is not None:
            row = self._decode(change.table, change.body)
            table.put(change.key, row)
        self._known[place] = (change.version, row)

    def _drop(self, realms: Iterable[str]) -> None:
        gone = set(realms)
        if gone:
            self._known = {place: known for place, known in self._known.items() if place[0] not in gone}
