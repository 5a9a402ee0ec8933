"""What a decision cannot know by itself: somebody else's answer, or work that takes long.

A decision never waits. It asks for what it needs and is left with ``Unanswered`` where that is not known yet: whoever decides undoes
what was changed, does the work in a thread, and decides again with the answer known. So nothing is asked for before the checks that
come first have passed. Work on very many rows is done in parts, between the decisions of others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from emulator.core.dataclass import dataclass

R = TypeVar("R")
T = TypeVar("T")
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """Work whose result is known as ``key`` from then on.

    It waits for others, who may be this very server, where it says ``own_thread``; all else is short and keeps a processor busy.
    ``steps`` are done in the place of ``work``, in the thread that decides; where they are a ``whole``, one that fails undoes the others.
    """

    key: Hashable
    work: Callable[[], Any]
    own_thread: bool = False
    steps: Sequence[Callable[[], Any]] = ()
    whole: bool = False


class Unanswered(BaseException):
    """A decision needs the answer to its ``question``. Not an Exception: nothing that handles failures is meant to handle it."""

    def __init__(self, question: Question) -> None:
        super().__init__(f"not known yet: {question.key!r}")
        self.question = question


class Answers:
    """What is known in the course of one request, however often it is decided.

    ``drawn`` are the random numbers that were drawn, for ``Ids.replay``: a decision that is made again draws the same ones, so that
    what was asked about a new thing is about the same thing then.
    """

    __slots__ = ("_known", "_told", "_undivided", "drawn")

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Any, Exception | None]] | None = None
        self._told: set[Hashable] | None = None
        self._undivided = False
        self.drawn: list[bytes] = []

    def ask(self, key: Hashable, work: Callable[[], T], *, own_thread: bool = False) -> T:
        """What ``work`` returned when it was done for this key, or raises what it raised; raises Unanswered before that.

        ``work`` runs in another thread, and so takes what it needs of the state with it.
        """
        result: T = self._answer(Question(key, work, own_thread))
        return result

    def in_parts(self, key: Hashable, rows: Sequence[R], size: int, work: Callable[[Sequence[R]], T], *, whole: bool = False) -> list[T]:
        """What ``work`` returned for each part of the rows, ``size`` of them at most, with others' decisions between the parts.

        What it changes stays, whatever becomes of the request. Where it fails it ends, and the failure is raised here; what earlier parts
        changed is undone if they are a ``whole``. A single part is done on the spot; ``work`` takes its rows as they are when their turn
        comes.
        """
        if len(rows) <= size or self._undivided:
            return [work(rows)] if rows else []
        steps = [partial(work, rows[start : start + size]) for start in range(0, len(rows), size)]
        results: list[T] = self._answer(Question(key, list, steps=steps, whole=whole))
        return results

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` returned, or raises what it raised, when this was first decided; it is short, and changes nothing."""
        if self._known is not None and key in self._known:
            earlier: T = self._known[key][0]
            return earlier
        result = work()
        self.know(key, result)
        return result

    @contextmanager
    def undivided(self) -> Iterator[None]:
        """Within it many rows are one part: for what a later refusal of the same request undoes as a whole."""
        self._undivided = True
        try:
            yield
        finally:
            self._undivided = False

    def _answer(self, question: Question) -> Any:
        known = self._known.get(question.key) if self._known is not None else None
        if known is None:
            raise Unanswered(question)
        answer, error = known
        if error is not None:
            raise error
        return answer

    def those(self, key: Hashable, rows: Iterable[R], size: int, fits: Callable[[R], object]) -> list[R]:
        """The rows that fit, in their order; very many are looked at in parts."""

        def fitting(part: Sequence[R]) -> list[R]:
            return [row for row in part if fits(row)]

        return list(chain.from_iterable(self.in_parts(key, list(rows), size, fitting)))

    def is_news(self, key: Hashable) -> bool:
        """Whether this is told for the first time in this request: what is counted outside of the state is not undone with it."""
        if self._told is None:
            self._told = set()
        if key in self._told:
            return False
        self._told.add(key)
        return True

    def learn(self, question: Question) -> None:
        """Does the work of a question, in the thread that calls this; raises RuntimeError for a request that asks without end."""
        try:
            answer = question.work()
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is asked for
            self.know(question.key, None, error)
        else:
            self.know(question.key, answer)

    def know(self, key: Hashable, answer: Any, error: Exception | None = None) -> None:
        """Remembers what came of a question; raises RuntimeError for a request that asks without end."""
        if self._known is None:
            self._known = {}
        if len(self._known) >= _MOST:
            raise RuntimeError(f"a request has asked {_MOST} times, at last for {key!r}")
        self._known[key] = answer, error


class AtOnce(Answers):
    """For where nobody else waits: before the server serves, and in threads. What is asked for is done on the spot."""

    __slots__ = ()

    def ask(self, key: Hashable, work: Callable[[], T], *, own_thread: bool = False) -> T:
        """What ``work`` returns or raises."""
        return work()

    def in_parts(self, key: Hashable, rows: Sequence[R], size: int, work: Callable[[Sequence[R]], T], *, whole: bool = False) -> list[T]:
        """What ``work`` returns for all rows at once; raises what it raises."""
        return [work(rows)] if rows else []

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises: nothing is decided again."""
        return work()

    def is_news(self, key: Hashable) -> bool:
        """Always: nothing is decided again."""
        return True
