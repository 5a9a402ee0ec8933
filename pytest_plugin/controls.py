"""What a test steers and looks at: the clock, faults, requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

    from emulator.serving.live import LiveServer
    from emulator.testing import faults
    from emulator.testing.recorder import Exchange
    from pytest_plugin.remote import RemoteServer


class Clock:
    """The server's clock; the test's end puts it back."""

    def __init__(self, server: LiveServer | RemoteServer) -> None:
        self._server = server
        self._clock = server.emulator.clock

    @property
    def now(self) -> float:
        """Epoch seconds."""
        return self._server.call(self._clock.now)

    def move(self, seconds: float) -> None:
        """Goes ahead by so many seconds, or back."""
        self._server.call(lambda: self._clock.move(seconds))

    def set(self, time: float | datetime) -> None:
        """Goes to a time: epoch seconds or a datetime."""
        self._server.call(lambda: self._clock.set(_epoch(time)))

    def freeze(self, time: float | datetime | None = None) -> None:
        """Stands still, now or at a time."""
        self._server.call(lambda: self._clock.freeze(None if time is None else _epoch(time)))

    def run(self, rate: float = 1.0) -> None:
        """Runs on from where it is, at ``rate`` seconds a second."""
        self._server.call(lambda: self._clock.run(rate))

    def reset(self) -> None:
        """Is the machine's time again."""
        self._server.call(self._clock.reset)


class Fault:
    """A rule in force until the test ends, ``remove`` is called or its ``with`` block is left."""

    def __init__(self, server: LiveServer | RemoteServer, rule: faults.Fault) -> None:
        self._server = server
        self._rule = rule

    @property
    def met(self) -> int:
        """How many requests got it."""
        return self._server.call(lambda: self._rule.met)

    def remove(self) -> None:
        """Takes it away."""
        self._server.call(lambda: self._server.emulator.faults.remove(self._rule.id))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.remove()


class Request(str):
    """A request that the server got, as the line of its log: a str with the whole exchange beside it."""

    __slots__ = ("_exchange",)
    _exchange: Exchange

    @classmethod
    def of(cls, exchange: Exchange) -> Request:
        """The line of an exchange."""
        made = cls(exchange.line)
        made._exchange = exchange
        return made

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self._exchange.method

    @property
    def path(self) -> str:
        """The path, without the query."""
        return self._exchange.path

    @property
    def parameters(self) -> Mapping[str, str]:
        """Parameters of the query and of a form."""
        return self._exchange.parameters

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers, their names in lower case."""
        return self._exchange.headers

    @property
    def client_id(self) -> str:
        """The client that asked."""
        return self._exchange.client_id

    @property
    def status(self) -> int:
        """The answer's status; 0 for a connection that was reset."""
        return self._exchange.status

    @property
    def json(self) -> Any:
        """The answer's JSON; None when it is none."""
        return self._exchange.json

    @property
    def answer(self) -> bytes:
        """The answer's body."""
        return self._exchange.answer

    @property
    def tokens(self) -> Mapping[str, Mapping[str, Any]]:
        """``header`` and ``claims`` of each JWT in the request and the answer, by the name that it came with."""
        return self._exchange.tokens

    @property
    def reason(self) -> str:
        """Why it was refused, which the answer hides; empty when it was not."""
        return self._exchange.reason

    @property
    def error(self) -> str:
        """The error of the event that it left, such as ``invalid_user_credentials``; empty when it left none that failed."""
        return self._exchange.error


def _epoch(time: float | datetime) -> float:
    return time.timestamp() if isinstance(time, datetime) else time
