"""Faults on purpose: answers that are late, wrong, broken off or missing, for the requests that a rule matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.ids import drawer
from emulator.core.json_text import json_text, read_json
from emulator.testing.recorder import realm_of

_PROTOCOL = "/protocol/openid-connect"
ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "token": (f"{_PROTOCOL}/token",),
    "introspection": (f"{_PROTOCOL}/token/introspect",),
    "revocation": (f"{_PROTOCOL}/revoke",),
    "userinfo": (f"{_PROTOCOL}/userinfo",),
    "jwks": (f"{_PROTOCOL}/certs",),
    "authorization": (f"{_PROTOCOL}/auth",),
    "logout": (f"{_PROTOCOL}/logout",),
    "device": (f"{_PROTOCOL}/auth/device",),
    "par": (f"{_PROTOCOL}/ext/par/request",),
    "ciba": (f"{_PROTOCOL}/ext/ciba/auth",),
    "discovery": ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/uma2-configuration"),
}
"""Endpoints by name, each by how its path ends."""
BELOW = {"admin": "/admin/", "login": "/login-actions/"}
"""Further ones, which match all below them."""
EFFECTS = ("latency", "status", "body", "headers", "merge", "malformed", "truncate", "reset", "retry_after")
_ZERO_COUNTS = ("body", "truncate", "retry_after")
"""Effects that are there unless they are None."""
JSON = "application/json"
_MALFORMED = b'{"error": "this is not the JSON'


@dataclass(frozen=True, slots=True)
class Request:
    """What a rule looks at: method, the whole path, and the client that the request names, found when it is asked for."""

    method: str
    path: str
    client_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type (empty for none), body and headers."""

    status: int
    media_type: str
    body: bytes
    headers: list[tuple[str, str]]


class FaultError(ValueError):
    """A rule that cannot be; the message names the member and what it takes."""


@dataclass(slots=True)
class Fault:
    """A rule: which requests it meets, and what happens to them. What is not said matches any request, or changes nothing.

    Which: ``endpoint`` (a name of ``ENDPOINTS``, ``admin`` or ``login``), ``path`` (a pattern with ``*``), ``method``, ``realm``,
    ``client_id``; after ``skip`` of them, for ``times`` of them (0: all), each with ``probability``, drawn from ``seed``.
    What: ``latency`` in seconds, or two numbers between which it is drawn; ``status`` and ``body`` (text or a JSON value) in the place of
    the answer, which then is not even computed; ``headers`` beside it; ``merge``, members that replace those of a JSON answer (null
    removes one); ``malformed`` for a body that is no JSON; ``truncate``, the bytes after which the connection is cut; ``reset``, a
    connection that is reset in the place of an answer; ``retry_after`` in seconds.
    """

    endpoint: str = ""
    path: str = ""
    method: str = ""
    realm: str = ""
    client_id: str = ""
    skip: int = 0
    times: int = 0
    probability: float = 1.0
    seed: int | str | None = None
    latency: float | tuple[float, float] = 0.0
    status: int = 0
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    merge: Mapping[str, Any] = field(default_factory=dict)
    malformed: bool = False
    truncate: int | None = None
    reset: bool = False
    retry_after: int | None = None
    id: str = ""
    seen: int = 0
    met: int = 0
    _draw: Callable[[], float] | None = None

    @property
    def breaks(self) -> bool:
        """Whether the connection ends before the answer does."""
        return self.reset or self.truncate is not None

    def as_json(self) -> dict[str, Any]:
        """The rule with ``id``, and how many requests it has ``seen`` and ``met``."""
        return {each.name: getattr(self, each.name) for each in fields(self) if not each.name.startswith("_")}

    def meets(self, request: Request) -> bool:
        """Whether this request gets the fault; counts it."""
        if not self._matches(request):
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.times and self.met >= self.times):
            return False
        if self.probability < 1 and self._drawn() >= self.probability:
            return False
        self.met += 1
        return True

    def does_something(self) -> bool:
        """Whether a request that meets the fault would notice."""
        return any(getattr(self, name) is not None if name in _ZERO_COUNTS else getattr(self, name) for name in EFFECTS)

    def delay(self) -> float:
        """Seconds to wait before the answer."""
        if isinstance(self.latency, tuple):
            low, high = self.latency
            return low + (high - low) * self._drawn()
        return self.latency

    def instead(self) -> Answer | None:
        """The answer in the place of the real one; None when the real one is wanted."""
        if not (self.status or self.body is not None or self.malformed):
            return None
        status = self.status or 200
        if self.malformed:
            return Answer(status, JSON, _MALFORMED, self._own_headers())
        if isinstance(self.body, str):
            return Answer(status, "text/plain;charset=UTF-8", self.body.encode("utf-8", "replace"), self._own_headers())
        body = b"" if self.body is None else json_text(self.body)
        return Answer(status, JSON if body else "", body, self._own_headers())

    def changed(self, answer: Answer) -> Answer:
        """The real answer with what the rule changes in it."""
        body = answer.body
        if self.merge:
            try:
                document = read_json(body)
            except ValueError:
                document = None
            if isinstance(document, dict):
                body = json_text({name: value for name, value in {**document, **self.merge}.items() if value is not None})
        return Answer(answer.status, answer.media_type, body, [*answer.headers, *self._own_headers()])

    def said(self) -> str:
        """What the log says of a request that met the fault."""
        shown = ("latency", "status", "reset", "truncate", "malformed", "merge", "body", "retry_after")
        what = ", ".join(f"{name} {getattr(self, name)}" for name in shown if getattr(self, name) not in (None, 0, 0.0, False, {}))
        return f"fault {self.id}: {what or 'nothing'}"

    def _own_headers(self) -> list[tuple[str, str]]:
        found = list(self.headers.items())
        return [*found, ("Retry-After", str(self.retry_after))] if self.retry_after is not None else found

    def _drawn(self) -> float:
        if self._draw is None:
            self._draw = drawer(self.seed)
        return self._draw()

    def _matches(self, request: Request) -> bool:
        path = request.path
        if self.method and self.method.upper() != request.method:
            return False
        if self.endpoint and not _is_at(self.endpoint, path):
            return False
        if self.path and not _fits(self.path, path):
            return False
        if self.realm and self.realm != realm_of(path):
            return False
        return not self.client_id or request.client_id() == self.client_id


class Faults:
    """The rules in force; the first that meets a request counts."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._count = 0

    def add(self, fault: Fault) -> Fault:
        """Adds a rule, which gets an ``id`` where it has none."""
        self._count += 1
        fault.id = fault.id or str(self._count)
        self.rules.append(fault)
        return fault

    def find(self, request: Request) -> Fault | None:
        """The rule that meets a request."""
        return next((fault for fault in self.rules if fault.meets(request)), None)

    def remove(self, identifier: str) -> bool:
        """Takes a rule away; whether there was one."""
        before = len(self.rules)
        self.rules = [fault for fault in self.rules if fault.id != identifier]
        return len(self.rules) < before

    def clear(self) -> None:
        """Takes all rules away."""
        self.rules = []


def _is_at(endpoint: str, path: str) -> bool:
    below = BELOW.get(endpoint)
    return below in path if below is not None else path.endswith(ENDPOINTS[endpoint])


def _fits(pattern: str, path: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(path, pattern)
