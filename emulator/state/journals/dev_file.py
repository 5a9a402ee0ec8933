"""``--db=dev-file``: one SQLite file, for one emulator at a time.

Each write is a transaction in the write-ahead log. Once it returns, the rows are with the operating system: they survive the end of the
process, however it comes. The file is locked while it is open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from emulator.state.journals import Change, JournalError, JournalKind, News

VERSION = 1
_SCHEMA = """
CREATE TABLE rows (
  number INTEGER PRIMARY KEY, realm TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (realm, kind, name)
);
"""
_PUT = """
INSERT INTO rows (realm, kind, name, body) VALUES (?, ?, ?, ?) ON CONFLICT (realm, kind, name) DO UPDATE SET body = excluded.body
"""
_DELETE = "DELETE FROM rows WHERE realm = ? AND kind = ? AND name = ?"
_DROP = "DELETE FROM rows WHERE realm = ?"
_ALL = "SELECT realm, kind, name, body FROM rows ORDER BY number"
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
"""What makes a file of this version one of the next."""
_APPLICATION = 0x4B434550
"""What marks a file as one of ours: SQLite's ``application_id``."""


def open_journal(place: str) -> DevFile:
    """The journal in the file ``place``, which is made with its folders when it is not there; raises JournalError."""
    path = Path(place)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    except (OSError, sqlite3.Error) as error:
        raise JournalError(f"{place}: {error}") from error
    try:
        _prepare(connection, place)
    except sqlite3.Error as error:
        connection.close()
        reason = "another emulator has it open" if "locked" in str(error) else str(error)
        raise JournalError(f"{place}: {reason}") from error
    except JournalError:
        connection.close()
        raise
    return DevFile(connection, place)


def _prepare(connection: sqlite3.Connection, place: str) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _bring_up_to_date(connection, place)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _bring_up_to_date(connection: sqlite3.Connection, place: str) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not application and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        connection.execute(_SCHEMA)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    elif application != _APPLICATION:
        raise JournalError(f"{place}: this is no file of the emulator's; give --db-url another path")
    elif version > VERSION:
        raise JournalError(
            f"{place}: it was written by a newer emulator (version {version} of its format; this one knows {VERSION}). "
            "Use that emulator, or another file"
        )
    else:
        for step in range(version, VERSION):
            MIGRATIONS[step](connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


class DevFile:
    """An open file."""

    shared = False

    def __init__(self, connection: sqlite3.Connection, place: str) -> None:
        self._connection = connection
        self._place = place

    def news(self, version: int) -> News:
        """See ``Journal``; nobody else writes, so there is something to tell only in the beginning."""
        if version:
            return News((), version)
        try:
            rows = self._connection.execute(_ALL).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"{self._place}: {error}") from error
        return News([Change(realm, kind, name, body, 1) for realm, kind, name, body in rows], 1)

    def write(self, changes: Sequence[Change], dropped: Iterable[str] = ()) -> int:
        """See ``Journal``."""
        execute, executemany = self._connection.execute, self._connection.executemany
        try:
            execute("BEGIN IMMEDIATE")
            try:
                executemany(_DROP, [(realm,) for realm in dropped])
                executemany(_DELETE, [(change.realm, change.table, change.key) for change in changes if change.body is None])
                executemany(_PUT, [(change.realm, change.table, change.key, change.body) for change in changes if change.body is not None])
                execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise JournalError(f"{self._place}: {error}") from error
        return 1

    def close(self) -> None:
        """See ``Journal``."""
        self._connection.close()


JOURNAL_KIND = JournalKind("dev-file", open=open_journal)
