"""A table: rows by key, unique and multi indexes, and an undo log that every change is written to.

A stored row is replaced, never changed in place: the row that was there before is all that undoing needs, so that a failed
request, a per-test restore and a snapshot are one mechanism.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

R = TypeVar("R")


class Undoable(Protocol):
    """What an undo entry is applied to."""

    def undo(self, key: Any, row: Any, order: int) -> None:
        """Puts ``row`` back under ``key`` (None: removes it), without logging."""


Change = tuple[Undoable, Any, Any, int]
"""What was changed, under which key, and the row and its place before; no row where there was none."""


class Log:
    """The changes since the oldest mark that is still of interest, newest last.

    ``touched`` collects the tables and keys of rows that came to be others, by undoing too, for a journal to write; None without one.
    """

    def __init__(self) -> None:
        self.entries: list[Change] = []
        self.keep = 0
        self.touched: dict[tuple[Undoable, Any], None] | None = None

    def mark(self) -> int:
        """A position to roll back to."""
        return len(self.entries)

    def roll_back(self, mark: int) -> None:
        """Undoes every change made after ``mark``, newest first."""
        entries = self.entries
        while len(entries) > mark:
            table, key, row, order = entries.pop()
            table.undo(key, row, order)

    def since(self, mark: int) -> list[Change]:
        """The changes made after ``mark``, which others' may follow until they are undone."""
        return self.entries[mark:]

    def undo(self, changes: Sequence[Change]) -> None:
        """Undoes these changes, newest first, whatever has happened since. A roll back that comes to them later undoes nothing twice."""
        for table, key, row, order in reversed(changes):
            table.undo(key, row, order)

    def settle(self) -> None:
        """Forgets what no snapshot needs: called when a request has succeeded."""
        if not self.keep:
            self.entries.clear()


class Table(Generic[R]):
    """Rows of one kind. ``unique`` and ``multi`` name the indexes and say what a row's key in each is.

    A unique index function returns a hashable or None (not indexed); a multi index function returns an iterable of them.
    ``changed`` is called after every change, so that what was derived from the rows can be forgotten. ``place`` says where a journal
    keeps the rows: the realm's id and the table's name.
    """

    place: tuple[str, str] = ("", "")

    def __init__(
        self,
        log: Log,
        *,
        unique: Mapping[str, Callable[[R], Hashable | None]] | None = None,
        multi: Mapping[str, Callable[[R], Iterable[Hashable]]] | None = None,
        changed: Callable[[], None] | None = None,
    ) -> None:
        self._log = log
        self._rows: dict[str, R] = {}
        self._order: dict[str, int] = {}
        self._next = 0
        self._disordered = False
        self._unique = dict(unique or {})
        self._multi = dict(multi or {})
        self._by_one: dict[str, dict[Hashable, str]] = {name: {} for name in self._unique}
        # A key that is alone with its value stands there itself: a dictionary around each would be a tenth of a user.
        self._by_many: dict[str, dict[Hashable, str | dict[str, None]]] = {name: {} for name in self._multi}
        self._ascending: dict[str, list[Any]] = {}
        self._changed = changed

    def take(self, other: Table[R]) -> None:
        """Has the rows that a table of the same kind has now."""
        self._rows, self._order = dict(other._rows), dict(other._order)
        self._next, self._disordered = other._next, other._disordered
        self._by_one = {name: dict(index) for name, index in other._by_one.items()}
        self._by_many = {
            name: {value: keys if isinstance(keys, str) else dict(keys) for value, keys in index.items()}
            for name, index in other._by_many.items()
        }
        self._ascending = {}

    def belong(self, log: Log) -> None:
        """Writes its changes to this log from now on, for which all of its rows are new."""
        self._log = log
        if log.touched is not None:
            log.touched.update(((self, key), None) for key in self._rows)

    def get(self, key: str) -> R | None:
        """The row under ``key``, or None."""
        return self._rows.get(key)

    def one(self, index: str, value: Hashable) -> R | None:
        """The row whose unique ``index`` is ``value``, or None."""
        key = self._by_one[index].get(value)
        return None if key is None else self._rows[key]

    def many(self, index: str, value: Hashable) -> list[R]:
        """Every row whose multi ``index`` holds ``value``, in insertion order."""
        return [self._rows[key] for key in self.keys_of(index, value)]

    def keys_of(self, index: str, value: Hashable) -> list[str]:
        """Keys of the rows whose multi ``index`` holds ``value``, in insertion order."""
        return sorted(self.having(index, value), key=self._order.__getitem__)

    def having(self, index: str, value: Hashable) -> Collection[str]:
        """Keys of the rows whose multi ``index`` holds ``value``, in no promised order and without a copy."""
        keys = self._by_many[index].get(value)
        if keys is None:
            return ()
        return (keys,) if isinstance(keys, str) else keys.keys()

    def ascending(self, index: str) -> Sequence[Any]:
        """The values of a unique index in their order. Sorted when first asked for, kept in order from then on: not to be changed."""
        values = self._ascending.get(index)
        if values is None:
            values = self._ascending[index] = sorted(self._by_one[index])
        return values

    def keys(self) -> list[str]:
        """Keys of all rows, in no promised order."""
        return list(self._rows)

    def items(self) -> list[tuple[str, R]]:
        """Keys and rows in insertion order."""
        order = self._order
        return sorted(self._rows.items(), key=lambda item: order[item[0]])

    def put(self, key: str, row: R) -> None:
        """Inserts or replaces the row under ``key``."""
        old = self._rows.get(key)
        self._note(key, old, self._order.get(key, 0))
        if old is None:
            self._order[key] = self._next
            self._next += 1
        else:
            self._drop_from_indexes(key, old)
        self._rows[key] = row
        self._add_to_indexes(key, row)
        if self._changed is not None:
            self._changed()

    def delete(self, key: str) -> R | None:
        """Removes the row under ``key`` and returns it; None if there was none."""
        old = self._rows.get(key)
        if old is None:
            return None
        self._note(key, old, self._order[key])
        self._remove(key, old)
        return old

    def undo(self, key: str, row: R | None, order: int) -> None:
        """See ``Undoable``."""
        if self._log.touched is not None:
            self._log.touched[self, key] = None
        current = self._rows.get(key)
        if row is None:
            if current is not None:
                self._remove(key, current)
            return
        if current is None:
            self._order[key] = order
            self._disordered = True
        else:
            self._drop_from_indexes(key, current)
        self._rows[key] = row
        self._add_to_indexes(key, row)
        if self._changed is not None:
            self._changed()

    def __iter__(self) -> Iterator[R]:
        """Rows in insertion order."""
        if self._disordered:
            order = self._order
            self._rows = {key: self._rows[key] for key in sorted(self._rows, key=order.__getitem__)}
            self._disordered = False
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def _note(self, key: str, old: R | None, order: int) -> None:
        log = self._log
        log.entries.append((self, key, old, order))
        if log.touched is not None:
            log.touched[self, key] = None

    def _remove(self, key: str, old: R) -> None:
        del self._rows[key]
        del self._order[key]
        self._drop_from_indexes(key, old)
        if self._changed is not None:
            self._changed()

    def _add_to_indexes(self, key: str, row: R) -> None:
        for name, value_of in self._unique.items():
            value = value_of(row)
            if value is not None:
                if name in self._ascending and value not in self._by_one[name]:
                    insort(self._ascending[name], value)
                self._by_one[name][value] = key
        for name, values_of in self._multi.items():
            index = self._by_many[name]
            for value in values_of(row):
                keys = index.setdefault(value, key)
                if isinstance(keys, dict):
                    keys[key] = None
                elif keys != key:
                    index[value] = {keys: None, key: None}

    def _drop_from_indexes(self, key: str, row: R) -> None:
        for name, value_of in self._unique.items():
            value = value_of(row)
            if value is not None and self._by_one[name].get(value) == key:
                del self._by_one[name][value]
                if name in self._ascending:
                    values = self._ascending[name]
                    del values[bisect_left(values, value)]
        for name, many in self._multi.items():
            index = self._by_many[name]
            for value in many(row):
                keys = index.get(value)
                if isinstance(keys, dict):
                    keys.pop(key, None)
                    if not keys:
                        del index[value]
                elif keys == key:
                    del index[value]
