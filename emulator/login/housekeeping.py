"""What is over and takes up room: ended sessions, codes and marks that nobody may use any more."""

from __future__ import annotations

from emulator.context import Context
from emulator.login import sessions
from emulator.state.kinds import KINDS

GRACE = 600
"""Seconds that something stays after its end, so that whoever comes late is told that it expired, not that it never was."""


def sweep(context: Context) -> None:
    """Removes from one realm what ended some time ago. Rows whose ``expires`` is 0 never end."""
    tables = context.tables.named()
    late = context.clock.seconds() - GRACE
    for table in (tables[kind.name] for kind in KINDS if kind.expires):
        for key, row in table.items():
            if row.expires and row.expires < late:
                table.delete(key)
    for initial in context.tables.initial_access:
        if initial.remaining <= 0 or (initial.expiration and initial.timestamp + initial.expiration < late):
            context.tables.initial_access.delete(initial.id)
    for session in context.tables.user_sessions:
        if not sessions.is_active(context, session):
            sessions.end(context, session)
