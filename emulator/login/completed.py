"""The steps that a login has completed, kept for what tokens say of them (``emulator.tokens.references``)."""

from __future__ import annotations

import json

from emulator.login.attempt import Attempt
from emulator.realm.executions import Execution
from emulator.state.records import UserSession
from emulator.tokens import references


def note(attempt: Attempt, execution: Execution) -> None:
    """Notes that a step is done; with the browser's session in use those of before stay, and one without configuration says nothing."""
    if execution.has_config:
        _keep(attempt, execution, attempt.browser_session if attempt.note("sso") else None)


def take_over(attempt: Attempt, execution: Execution, session: UserSession) -> None:
    """Notes that the browser's session was recognised by this step, and what was done in it before."""
    if execution.has_config or references.NOTE in session.notes:
        _keep(attempt, execution, session)


def _keep(attempt: Attempt, execution: Execution, before: UserSession | None) -> None:
    known = references.completed(before.notes) if before is not None else {}
    times = {**references.completed(attempt.session.session_notes), **known, execution.id: attempt.context.clock.seconds()}
    attempt.set_session_note(references.NOTE, json.dumps(times))
