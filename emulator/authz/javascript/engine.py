"""A script's run, in an engine of its own that knows nothing of this process.

The engine cannot call out, so that a run can be bounded in time. What a script asks of the realm ends its run: the question is answered
here, and the script begins anew with the answer. Scripts leave nothing behind, so nobody sees the runs before the last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.clock import monotonic
from emulator.core.dataclass import dataclass

Facts = Mapping[str, Any]
Answer = Callable[[str, Sequence[Any]], Any]
_SECONDS, _LEAST, _BYTES, _STACK, _QUESTIONS = 1.0, 0.01, 32 << 20, 256 << 10, 200
NEEDED = "quickjs"
"""The module of the engine, which is an extra of the package."""


class ScriptError(ValueError):
    """A script that cannot be run to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script came to: whether it grants (None where it said nothing), the permission's claims, and the lines that it printed."""

    effect: bool | None
    claims: dict[str, list[str]]
    printed: list[str]


def run(code: str, facts: Facts, answer: Answer) -> Outcome:
    """Runs a script that sees these facts; ``answer``, which may raise ScriptError, is asked what it wants to know. Raises ScriptError."""
    answers: dict[str, Any] = {}
    end = monotonic() + _SECONDS
    for _ in range(_QUESTIONS):
        outcome = _once(code, facts, answers, max(end - monotonic(), _LEAST))
        if outcome["question"] is None:
            return Outcome(outcome["effect"], outcome["claims"], outcome["printed"])
        key = json.dumps(outcome["question"], separators=(",", ":"), ensure_ascii=False)
        answers[key] = _answered(answer, *outcome["question"])
    raise ScriptError(f"it asks more than {_QUESTIONS} questions")


def _answered(answer: Answer, name: str, *arguments: Any) -> dict[str, Any]:
    """The answer, or the refusal, which a script may catch."""
    try:
        return {"value": answer(name, arguments)}
    except ScriptError as error:
        return {"refusal": str(error)}


def _once(code: str, facts: Facts, answers: Mapping[str, Any], seconds: float) -> Any:
    import quickjs  # type: ignore[import-untyped]

    context = quickjs.Context()
    context.set_time_limit(seconds)
    context.set_memory_limit(_BYTES)
    context.set_max_stack_size(_STACK)
    try:
        return json.loads(context.eval(_objects())(json.dumps(facts), json.dumps(answers), code))
    except quickjs.JSException as error:
        raise ScriptError(str(error).partition("\n")[0]) from error


@cache
def _objects() -> str:
    return Path(__file__).with_name("objects.js").read_text(encoding="utf-8")
