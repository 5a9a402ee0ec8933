"""A script's run, in an engine of its own that knows nothing of this process.

The engine cannot call out, so that a run can be bounded in time. What a script asks of the realm ends its run: the question is answered
here, and the script begins anew with the answer. Scripts leave nothing behind, so nobody sees the runs before the last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument

Answer = Callable[[str, Sequence[Any]], Any]
_BYTES, _STACK, _QUESTIONS = 32 << 20, 256 << 10, 200
_INTERRUPTED = "InternalError: interrupted"
NEEDED = "quickjs"
"""The module of the engine, which is an extra of the package."""


class ScriptError(ValueError):
    """A script that cannot be run to its end; the message says why."""


class Interrupted(ScriptError):
    """A script whose time was over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a script, with what it sees and the answers that are known, as JSON."""

    code: str
    facts: str
    answers: str

    def result(self, seconds: float) -> Any:
        """What it comes to in so many seconds of the processor, or the question that it asks. Raises ScriptError, Interrupted."""
        import quickjs  # type: ignore[import-untyped]

        context = quickjs.Context()
        context.set_time_limit(seconds)
        context.set_memory_limit(_BYTES)
        context.set_max_stack_size(_STACK)
        try:
            return json.loads(context.eval(_objects())(self.facts, self.answers, self.code))
        except quickjs.JSException as error:
            message = str(error).partition("\n")[0]
            raise (Interrupted if message == _INTERRUPTED else ScriptError)(message) from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script came to: whether it grants (None where it said nothing), the permission's claims, and the lines that it printed."""

    effect: bool | None
    claims: dict[str, list[str]]
    printed: list[str]


def run(code: str, facts: ReadDocument, answer: Answer, result_of: Callable[[Run], Any]) -> Outcome:
    """Runs a script that sees these facts; ``answer``, which may raise ScriptError, is asked what it wants to know.

    ``result_of`` has each of its runs done. Raises ScriptError.
    """
    seen, answers = json.dumps(facts), dict[str, Any]()
    for _ in range(_QUESTIONS):
        result = result_of(Run(code, seen, json.dumps(answers)))
        if result["question"] is None:
            return Outcome(result["effect"], result["claims"], result["printed"])
        key = json.dumps(result["question"], separators=(",", ":"), ensure_ascii=False)
        answers[key] = _answered(answer, *result["question"])
    raise ScriptError(f"it asks more than {_QUESTIONS} questions")


def _answered(answer: Answer, name: str, *arguments: Any) -> dict[str, Any]:
    """The answer, or the refusal, which a script may catch."""
    try:
        return {"value": answer(name, arguments)}
    except ScriptError as error:
        return {"refusal": str(error)}


@cache
def _objects() -> str:
    return Path(__file__).with_name("objects.js").read_text(encoding="utf-8")
