"""Which recorded requests belong together: those of one login, of a device, of a client's own token, and what its tokens are used for.

Requests are linked by what one answer gives and a later request brings: the login's tab, a code, a token, a ``request_uri``. A request
that brings nothing known begins a flow of its own.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any
from urllib.parse import unquote_plus

from emulator.core import api_token_text
from emulator.core.dataclass import dataclass
from emulator.testing import flow_steps
from emulator.testing.recorder import Exchange, decoded_jwt

MOST = 100
"""Requests of one flow; what comes after them begins another one."""
_SENT = (
    "code", "refresh_token", "token", "subject_token", "actor_token", "id_token_hint", "access_token", "device_code", "user_code",
    "auth_req_id", "request_uri", "tab_id", "ticket",
)  # fmt: skip
_GOT = ("access_token", "refresh_token", "id_token", "device_code", "user_code", "auth_req_id", "request_uri", "ticket")
_TAB = re.compile(r"[?&](?:amp;)?tab_id=([\w-]+)")
_TABS = re.compile(rb"[?&](?:amp;)?tab_id=([\w-]+)")
_GIVEN_BY_ADDRESS = re.compile(r"[?&#](?:code|access_token|id_token)=([^&#]+)")
_STATE = re.compile(r"[?&]state=([^&#]+)")
_SCANNED = 20_000
"""Bytes of a page in which a login's tab is looked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a flow: ``name`` says what it is, ``outcome`` is ``done``, ``refused`` or ``waiting``.

    The exchange is as it was noted, ``path`` and ``reason`` are without the secrets of API tokens.
    """

    exchange: Exchange
    name: str
    outcome: str
    path: str
    reason: str

    def document(self) -> dict[str, Any]:
        """What a list shows of it; all else is in the exchange of this number."""
        shown = self.exchange
        return {
            "number": shown.number, "time": shown.time, "step": self.name, "outcome": self.outcome, "method": shown.method,
            "path": self.path, "status": shown.status, "milliseconds": round(shown.milliseconds, 3), "reason": self.reason,
        }  # fmt: skip


@dataclass(slots=True)
class Flow:
    """Requests that belong together; ``id`` is the number of the first of them."""

    id: int
    realm: str
    kind: str
    client_id: str = ""
    username: str = ""
    steps: deque[Step] = field(default_factory=deque)
    links: set[int] = field(default_factory=set)

    def document(self) -> dict[str, Any]:
        """The flow for a list: ``time`` is when it began, ``milliseconds`` how long it took to the end of its last step.

        ``refused`` is how many steps were, ``last`` the number of the last one.
        """
        first, last = self.steps[0].exchange, self.steps[-1].exchange
        began = first.time - first.milliseconds / 1000
        return {
            "id": self.id, "kind": self.kind, "realm": self.realm, "client_id": self.client_id, "username": self.username,
            "time": began, "milliseconds": round(max(0.0, last.time - began) * 1000, 1),
            "refused": sum(step.outcome == flow_steps.REFUSED for step in self.steps), "last": last.number,
            "steps": [step.document() for step in self.steps],
        }  # fmt: skip


class Flows:
    """Groups exchanges as they come."""

    def __init__(self) -> None:
        self.last = 0
        """Number of the last exchange that was taken."""
        self._flows: dict[int, Flow] = {}
        # By their hashes: tokens are long, and there are many.
        self._by_link: dict[int, Flow] = {}
        self._order: deque[tuple[int, Flow]] = deque()

    @classmethod
    def of(cls, exchanges: Iterable[Exchange]) -> Flows:
        """All of these."""
        flows = cls()
        flows.take(exchanges)
        return flows

    def take(self, exchanges: Iterable[Exchange]) -> None:
        """Takes further exchanges, in the order of their numbers."""
        for exchange in exchanges:
            if exchange.number > self.last:
                self.last = exchange.number
                self._take(exchange)

    def forget_before(self, number: int) -> None:
        """Forgets what the recorder has no more: exchanges with a lower number."""
        while self._order and self._order[0][0] < number:
            _, flow = self._order.popleft()
            flow.steps.popleft()
            if not flow.steps:
                self._drop(flow.id)

    def newest_first(self) -> Iterator[Flow]:
        """All flows, by when they began; nothing is taken or forgotten meanwhile."""
        return reversed(self._flows.values())

    def changed_after(self, number: int) -> list[Flow]:
        """The flows that have an exchange with a higher number, by when they began, newest first."""
        changed: dict[int, Flow] = {}
        for noted, flow in reversed(self._order):
            if noted <= number:
                break
            changed[flow.id] = flow
        return [changed[identifier] for identifier in sorted(changed, reverse=True)]

    def __len__(self) -> int:
        return len(self._flows)

    def _take(self, exchange: Exchange) -> None:
        sent = [hash(link) for link in _brought(exchange)]
        flow = self._known((*sent, *map(hash, _handed_on(exchange))))
        if flow is None or len(flow.steps) >= MOST:
            # What goes on for long is still of its kind.
            flow = Flow(exchange.number, exchange.realm, flow.kind if flow is not None else flow_steps.kind(exchange), *_who(flow))
            self._flows[flow.id] = flow
        path, reason = api_token_text.masked(exchange.path), api_token_text.masked(exchange.reason)
        flow.steps.append(Step(exchange, flow_steps.name(exchange), flow_steps.outcome(exchange), path, reason))
        self._order.append((exchange.number, flow))
        flow.client_id = flow.client_id or exchange.client_id
        flow.username = flow.username or flow_steps.username(exchange)
        for link in (*sent, *map(hash, _given(exchange))):
            self._by_link[link] = flow
            flow.links.add(link)

    def _known(self, links: Iterable[int]) -> Flow | None:
        return next((flow for link in links if (flow := self._by_link.get(link)) is not None), None)

    def _drop(self, identifier: int) -> None:
        flow = self._flows.pop(identifier)
        for link in flow.links:
            if self._by_link.get(link) is flow:
                del self._by_link[link]


def _who(flow: Flow | None) -> tuple[str, str]:
    return (flow.client_id, flow.username) if flow is not None else ("", "")


def _brought(exchange: Exchange) -> Iterator[str]:
    """What ties a request to an earlier answer, the surest first."""
    parameters = exchange.parameters
    # A login of its own begins, although its browser or its user may be in one already.
    for name in ("request_uri",) if flow_steps.name(exchange) == "authorization" else _SENT:
        if parameters.get(name):
            yield parameters[name]
    authorization = exchange.headers.get("authorization", "")
    scheme, _, credential = authorization.partition(" ")
    if scheme.lower() in ("bearer", "dpop"):
        yield credential
        yield from _session(credential)
    for name in ("id_token_hint", "refresh_token", "token"):
        yield from _session(parameters.get(name, ""))
    if exchange.path.endswith("/logout") or "/login-actions/" in exchange.path:
        yield from _of_cookies(exchange)


def _of_cookies(exchange: Exchange) -> Iterator[str]:
    """The session that a browser is in."""
    for pair in exchange.headers.get("cookie", "").split("; "):
        name, _, value = pair.partition("=")
        if name == "KEYCLOAK_IDENTITY":
            yield from _session(value)


def _session(token: str) -> Iterator[str]:
    decoded = decoded_jwt(token) if token.startswith("eyJ") else None
    if decoded is not None and isinstance(decoded["claims"].get("sid"), str):
        yield f"sid {decoded['claims']['sid']}"


def _given(exchange: Exchange) -> Iterator[str]:
    """What an answer gives that a later request may bring."""
    answer = exchange.json
    if isinstance(answer, dict):
        for name in _GOT:
            value = answer.get(name)
            if isinstance(value, str) and value:
                yield value
                yield from _session(value)
    location = next((value for name, value in exchange.answer_headers if name.lower() == "location"), "")
    if location:
        yield from _GIVEN_BY_ADDRESS.findall(location)
        yield from _TAB.findall(location)
        if "response_type=" in location or "/broker/" in location:
            yield from (f"state {unquote_plus(value)}" for value in _STATE.findall(location))
    elif exchange.answer.startswith(b"<!"):
        yield from (value.decode() for value in dict.fromkeys(_TABS.findall(exchange.answer[:_SCANNED])))


def _handed_on(exchange: Exchange) -> Iterator[str]:
    """The ``state`` that an earlier answer sent the browser on with: to an identity provider, and back from there."""
    state = exchange.parameters.get("state")
    if state:
        yield f"state {state}"
