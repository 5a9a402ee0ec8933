"""``--db=postgres``: two tables of a PostgreSQL database, which many emulators share.

A write is one call of a function in the database. It numbers the writes under a lock, refuses those whose rows have been changed by others,
and returns the number: so whoever asks for what came after a number misses nothing. Rows that are gone are kept for a while as rows without
a body; whoever has not looked for longer than that is given everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from emulator.state.journals import Change, Conflict, JournalError, JournalKind, News

FORMAT = 1
_EXISTS = "SELECT to_regclass('emulator_meta') IS NOT NULL"
_SCHEMA = """
CREATE TABLE emulator_meta (format integer NOT NULL, version bigint NOT NULL, horizon bigint NOT NULL);
INSERT INTO emulator_meta VALUES (0, 0, 0);
CREATE TABLE emulator_rows (
  realm text NOT NULL, kind text NOT NULL, name text NOT NULL, body text, version bigint NOT NULL, position bigserial NOT NULL,
  PRIMARY KEY (realm, kind, name)
);
CREATE INDEX emulator_rows_version ON emulator_rows (version);
"""
_WRITE = """
CREATE OR REPLACE FUNCTION emulator_write(realms text[], kinds text[], names text[], bodies text[], versions bigint[], dropped text[])
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
  UPDATE emulator_meta SET version = version + 1 RETURNING version INTO number;
  IF EXISTS (
    SELECT 1 FROM unnest(realms, kinds, names, versions) AS c (realm, kind, name, version)
    LEFT JOIN emulator_rows r ON r.realm = c.realm AND r.kind = c.kind AND r.name = c.name AND r.body IS NOT NULL
    WHERE COALESCE(r.version, 0) <> c.version
  ) OR EXISTS (
    SELECT 1 FROM unnest(realms) AS c (realm)
    WHERE c.realm <> '' AND NOT EXISTS (SELECT 1 FROM emulator_rows r WHERE r.realm = c.realm AND r.kind = 'realm')
    AND NOT EXISTS (SELECT 1 FROM unnest(realms, kinds) AS o (realm, kind) WHERE o.realm = c.realm AND o.kind = 'realm')
  ) THEN
    RAISE serialization_failure USING MESSAGE = 'changed by another emulator';
  END IF;
  DELETE FROM emulator_rows WHERE realm = ANY (dropped);
  INSERT INTO emulator_rows (realm, kind, name, body, version)
    SELECT realm, kind, name, body, number
    FROM unnest(realms, kinds, names, bodies) WITH ORDINALITY AS c (realm, kind, name, body, place) ORDER BY place
  ON CONFLICT (realm, kind, name) DO UPDATE SET body = excluded.body, version = excluded.version,
    position = CASE WHEN emulator_rows.body IS NULL THEN excluded.position ELSE emulator_rows.position END;
  IF number % 1024 = 0 THEN
    DELETE FROM emulator_rows WHERE body IS NULL AND version <= number - 8192;
    UPDATE emulator_meta SET horizon = greatest(0, number - 8192);
  END IF;
  RETURN number;
END $$;
"""
_CALL = "SELECT emulator_write(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])"
_VERSION = "SELECT version FROM emulator_meta"
_NEWS = """
SELECT m.version, m.horizon, r.realm, r.kind, r.name, r.body, r.version FROM emulator_meta m
LEFT JOIN emulator_rows r ON r.version > CASE WHEN %(version)s < m.horizon THEN 0 ELSE %(version)s END
  AND (r.body IS NOT NULL OR %(version)s > 0)
ORDER BY r.position
"""
MIGRATIONS: dict[int, Callable[[Any], None]] = {}
"""What makes tables of this format ones of the next."""
_START = 4701
"""The lock that emulators which start at once take in turn: any number that is nobody else's."""


def open_journal(place: str) -> Postgres:
    """The journal in a database, whose connection string (libpq's) is ``place``; raises JournalError."""
    try:
        import psycopg
    except ImportError as error:
        raise JournalError("--db=postgres needs the extra: pip install 'keycloak-emulator[postgres]'") from error
    journal = Postgres(place, psycopg)
    try:
        journal.prepare()
    except JournalError:
        journal.close()
        raise
    return journal


class Postgres:
    """A database, and the connection to it, which is made again when it was lost."""

    shared = True

    def __init__(self, place: str, psycopg: Any) -> None:
        self._place = place
        self._psycopg = psycopg
        self._connection: Any = None
        self._look: Any = None

    def prepare(self) -> None:
        """Makes the tables, or brings them up to date; raises JournalError where a newer emulator has made them."""
        self._run(self._prepare)

    def news(self, version: int) -> News:
        """See ``Journal``."""
        # Most of the time there is none, and this costs a fifth of looking for it.
        if self._run(self._version) == version:
            return News([], version)
        rows = self._run(lambda connection: connection.execute(_NEWS, {"version": version}).fetchall())
        if not rows:
            raise JournalError("the database has lost the emulator's tables")
        now, horizon = rows[0][:2]
        return News([Change(*row[2:]) for row in rows if row[2] is not None], now, whole=version < horizon)

    def write(self, changes: Sequence[Change], dropped: Iterable[str] = ()) -> int:
        """See ``Journal``."""
        columns = [[getattr(change, name) for change in changes] for name in ("realm", "table", "key", "body", "version")]
        try:
            row = self._connect().execute(_CALL, [*columns, list(dropped)]).fetchone()
        except self._psycopg.errors.SerializationFailure as error:
            raise Conflict(str(error)) from error
        except self._psycopg.Error as error:
            # Whether it was written is not known; whoever decides again sees what is there.
            self.close()
            raise _said(error) from error
        number: int = row[0]
        return number

    def close(self) -> None:
        """See ``Journal``."""
        connection, self._connection, self._look = self._connection, None, None
        if connection is not None:
            connection.close()

    def _connect(self) -> Any:
        if self._connection is None:
            self._connection = self._psycopg.connect(self._place, autocommit=True)
        return self._connection

    def _run(self, work: Callable[[Any], Any]) -> Any:
        """Does what may be done twice, on a new connection when the old one proves to be lost."""
        stale = self._connection is not None
        try:
            return work(self._connect())
        except self._psycopg.Error as error:
            self.close()
            if not (stale and isinstance(error, self._psycopg.OperationalError)):
                raise _said(error) from error
        try:
            return work(self._connect())
        except self._psycopg.Error as error:
            self.close()
            raise _said(error) from error

    def _version(self, connection: Any) -> int | None:
        if self._look is None:
            self._look = connection.cursor()
        row = self._look.execute(_VERSION).fetchone()
        return row[0] if row is not None else None

    def _prepare(self, connection: Any) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_START])
            if not connection.execute(_EXISTS).fetchone()[0]:
                connection.execute(_SCHEMA)
                connection.execute("UPDATE emulator_meta SET format = %s", [FORMAT])
            (stored_format,) = connection.execute("SELECT format FROM emulator_meta").fetchone()
            if stored_format > FORMAT:
                raise JournalError(
                    f"the database was written by a newer emulator (version {stored_format} of its format; this one knows {FORMAT}). "
                    "Use that emulator, or another database or schema"
                )
            for step in range(stored_format, FORMAT):
                MIGRATIONS[step](connection)
            connection.execute("UPDATE emulator_meta SET format = %s", [FORMAT])
            connection.execute(_WRITE)


def _said(error: Exception) -> JournalError:
    return JournalError(f"database: {' '.join(str(error).split())}")


JOURNAL_KIND = JournalKind("postgres", open=open_journal)
