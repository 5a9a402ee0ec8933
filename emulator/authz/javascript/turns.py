"""When scripts run: short ones on the spot, long ones in a thread, and others' requests have their turn in between."""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import Any

from emulator.authz.javascript.engine import Interrupted, Run, ScriptError
from emulator.core.asking import Answers
from emulator.core.clock import monotonic
from emulator.core.dataclass import dataclass

_ON_THE_SPOT = 0.01
_SECONDS = 1.0
_LONG = 5
"""How long a script may keep the loop, how long it may run at all, and how many runs of one request may be long."""


@dataclass(slots=True)
class _Memory:
    """What is known in the course of a request, however often it is decided: what runs came to, and which of them are long."""

    results: dict[Run, Any] = field(default_factory=dict)
    long: set[Run] = field(default_factory=set)


class Turns:
    """The runs of one decision."""

    __slots__ = ("_answers", "_memory", "_spent")

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._memory = answers.once("runs of scripts", _Memory)
        self._spent = 0.0

    def result(self, run: Run) -> Any:
        """What a run comes to; raises ScriptError, and Unanswered where it is time for others."""
        memory = self._memory
        if run in memory.results:
            return memory.results[run]
        if run not in memory.long:
            started = monotonic()
            try:
                memory.results[run] = run.result(_ON_THE_SPOT)
            except Interrupted:
                memory.long.add(run)
            else:
                self._pause(monotonic() - started)
                return memory.results[run]
        if len(memory.long) > _LONG:
            raise ScriptError("scripts take too long")
        return self._answers.ask(("script", run), partial(run.result, _SECONDS), own_thread=True)

    def _pause(self, seconds: float) -> None:
        """Counts what was spent on the spot; raises Unanswered when that is enough for one turn."""
        self._spent += seconds
        if self._spent > _ON_THE_SPOT:
            self._spent = 0.0
            self._answers.ask(("turn of scripts", len(self._memory.results)), lambda: None)
