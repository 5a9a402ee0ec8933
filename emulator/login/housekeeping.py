"""What is over and takes up room: ended sessions, codes and marks that nobody may use any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from emulator.context import Context
from emulator.login import sessions
from emulator.state.kinds import KINDS
from emulator.state.records import InitialAccess
from emulator.state.table import Table

R = TypeVar("R")

GRACE = 600
"""Seconds that something stays after its end, so that whoever comes late is told that it expired, not that it never was."""

PIECE = 500
"""Rows that are looked at before others have their turn: a few milliseconds."""


def sweep(context: Context) -> Iterator[None]:
    """Removes from one realm what ended some time ago, and stops after each piece. Rows whose ``expires`` is 0 never end."""
    tables = context.tables.named()
    for table in (tables[kind.name] for kind in KINDS if kind.expires):
        for piece in _pieces(table):
            late = _late(context)
            for key, row in piece:
                if 0 < row.expires < late:
                    table.delete(key)
            yield
    for tokens in _pieces(context.tables.initial_access):
        for key, token in tokens:
            if _is_spent(token, _late(context)):
                context.tables.initial_access.delete(key)
        yield
    for entries in _pieces(context.tables.user_sessions):
        for _, session in entries:
            if not sessions.is_active(context, session):
                sessions.end(context, session)
        yield


def _late(context: Context) -> int:
    return context.clock.seconds() - GRACE


def _is_spent(token: InitialAccess, late: int) -> bool:
    return token.remaining <= 0 or bool(token.expiration and token.timestamp + token.expiration < late)


def _pieces(table: Table[R]) -> Iterator[list[tuple[str, R]]]:
    """Rows by key, of the keys that the table has now, each as it is when its piece's turn comes."""
    keys = table.keys()
    for start in range(0, len(keys), PIECE):
        rows = ((key, table.get(key)) for key in keys[start : start + PIECE])
        yield [(key, row) for key, row in rows if row is not None]
