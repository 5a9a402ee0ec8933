"""The last requests and their answers, whole, for tests and people who look."""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from emulator.core.dataclass import dataclass
from emulator.core.json_text import read_json

if TYPE_CHECKING:
    from emulator.testing.flows import Flows

FORM = "application/x-www-form-urlencoded"
LIMIT = 1000
"""Exchanges that a server keeps unless it is told otherwise."""
_TOGETHER = 64 * 1024 * 1024
"""Bytes that the bodies of all of them have together at most."""
MOST = 65_536
"""Bytes of a body that it keeps."""
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


@dataclass(slots=True)
class Exchange:
    """A request and its answer.

    ``number`` counts from 1 (the recorder sets it), ``time`` is the emulator's in epoch seconds, ``reason`` what the log says of it (why
    it was refused, which fault it met), ``milliseconds`` how long it took. ``body_size`` and ``answer_size`` are bytes; of bodies that are
    larger than the recorder keeps only the beginning is there. ``error`` is that of the event that the request left, where it failed.
    """

    time: float
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: tuple[tuple[str, str], ...]
    answer: bytes
    reason: str
    milliseconds: float
    realm: str
    number: int = 0
    body_size: int = 0
    answer_size: int = 0
    error: str = ""

    @property
    def line(self) -> str:
        """The access log's line."""
        said = f"  {self.reason}" if self.reason else ""
        return f"{self.method} {self.path} {self.status} {self.milliseconds:.1f} ms{said}"

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the query and of a form, the first of each name."""
        text = self.body.decode("utf-8", "replace") if self.headers.get("content-type", "").startswith(FORM) else ""
        found: dict[str, str] = {}
        for name, value in (*parse_qsl(self.query, keep_blank_values=True), *parse_qsl(text, keep_blank_values=True)):
            found.setdefault(name, value)
        return found

    @property
    def client_id(self) -> str:
        """The client that the request names, by parameter or by HTTP Basic; empty for none."""
        return client_of(self.parameters.get("client_id"), self.headers.get("authorization", ""))

    @property
    def json(self) -> Any:
        """The answer's JSON; None when it is none."""
        return _json(self.answer)

    @property
    def tokens(self) -> dict[str, dict[str, Any]]:
        """Header and claims of each JWT in the request and the answer, by the name that it came with; not verified."""
        jwts: dict[str, dict[str, Any]] = {}
        sent = {**self.parameters, "authorization": self.headers.get("authorization", "")}
        got = self.json
        for name, value in (*sent.items(), *(got.items() if isinstance(got, dict) else ())):
            match = _JWT.search(value) if isinstance(value, str) else None
            decoded = decoded_jwt(match[0]) if match else None
            if decoded is not None:
                jwts[name] = decoded
        return jwts

    def as_json(self) -> dict[str, Any]:
        """The exchange as a JSON document."""
        answer = self.json
        return {
            "number": self.number,
            "time": self.time,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "realm": self.realm,
            "client_id": self.client_id,
            "parameters": self.parameters,
            "headers": dict(self.headers),
            "body_size": self.body_size,
            "answer_size": self.answer_size,
            "body": None if self.parameters else self.body.decode("utf-8", "replace") or None,
            "status": self.status,
            "answer_headers": [list(pair) for pair in self.answer_headers],
            "answer": answer if answer is not None else self.answer.decode("utf-8", "replace"),
            "tokens": self.tokens,
            "reason": self.reason,
            "error": self.error,
            "milliseconds": round(self.milliseconds, 3),
        }


class Recorder:
    """Keeps the last ``limit`` exchanges, of each body at most ``most`` bytes: what strangers send must not fill the memory.

    ``flows`` are the exchanges by what belongs together, from when somebody first asks for it.
    """

    def __init__(self, limit: int = LIMIT, most: int = MOST) -> None:
        self._limit = limit
        self._most = most
        self._kept: deque[Exchange] = deque()
        self._bytes = 0
        self._count = 0
        self.flows: Flows | None = None

    def note(self, exchange: Exchange, *, secret: bool = False) -> Exchange:
        """Keeps one that is finished, numbered, and returns it as it is kept: without API tokens where it may hold a ``secret`` one."""
        self._count += 1
        exchange.number = self._count
        exchange.body_size, exchange.answer_size = len(exchange.body), len(exchange.answer)
        if exchange.body_size > self._most:
            exchange.body = exchange.body[: self._most]
        if exchange.answer_size > self._most:
            exchange.answer = exchange.answer[: self._most]
        if secret:
            exchange = masked(exchange)
        self._kept.append(exchange)
        self._bytes += _bytes(exchange)
        while len(self._kept) > self._limit or (self._bytes > _TOGETHER and len(self._kept) > 1):
            self._bytes -= _bytes(self._kept.popleft())
        return exchange

    def clear(self) -> None:
        """Forgets all."""
        self._kept.clear()
        self._bytes = 0
        self.flows = None

    def since(self, number: int) -> list[Exchange]:
        """The exchanges after the one of this number, oldest first, as they were noted."""
        last = self._kept[-1].number if self._kept else number
        return list(islice(self._kept, max(0, len(self._kept) - (last - number)), None))

    def numbered(self, number: int) -> Exchange | None:
        """The exchange of a number, without the secrets of API tokens; None for one that is not kept any more."""
        first = next(iter(self.since(number - 1)), None)
        return masked(first) if first is not None and first.number == number else None

    @property
    def first(self) -> int:
        """The number of the oldest exchange that is kept; that of the next one where none is."""
        return self._kept[0].number if self._kept else self._count + 1

    def __iter__(self) -> Iterator[Exchange]:
        # Where a realm has no API tokens nobody looks for them as a request is noted: that would slow down all of them.
        return iter([masked(exchange) for exchange in tuple(self._kept)])

    def __len__(self) -> int:
        return len(self._kept)


def _bytes(exchange: Exchange) -> int:
    return len(exchange.body) + len(exchange.answer)


def masked(exchange: Exchange) -> Exchange:
    """The exchange with the secrets of API tokens hidden, wherever somebody put them."""
    from emulator.core import api_token_text as texts

    return replace(
        exchange,
        path=texts.masked(exchange.path),
        query=_masked_pairs(exchange.query),
        headers={name: texts.masked(_masked_basic(value)) for name, value in exchange.headers.items()},
        body=texts.masked_bytes(_masked_form(exchange)),
        answer_headers=tuple((name, texts.masked(value)) for name, value in exchange.answer_headers),
        answer=texts.masked_bytes(exchange.answer),
        reason=texts.masked(exchange.reason),
    )


def _masked_form(exchange: Exchange) -> bytes:
    """The body; of a form in which an API token is hidden behind percent escapes, one that shows the same without it."""
    if not exchange.headers.get("content-type", "").startswith(FORM) or b"%" not in exchange.body:
        return exchange.body
    text = exchange.body.decode("utf-8", "replace")
    shown = _masked_pairs(text)
    return exchange.body if shown == text else shown.encode()


def _masked_pairs(text: str) -> str:
    from emulator.core import api_token_text as texts

    pairs = parse_qsl(text, keep_blank_values=True) if "%" in text else []
    shown = [(texts.masked(name), texts.masked(value)) for name, value in pairs]
    return texts.masked(text) if shown == pairs else urlencode(shown)


def _masked_basic(value: str) -> str:
    """HTTP Basic with the secret of an API token in the name or the password hidden."""
    from emulator.core import api_token_text as texts

    if value[:6].lower() != "basic ":
        return value
    try:
        plain = base64.b64decode(value[6:]).decode()
    except ValueError:
        return value
    shown = texts.masked(plain)
    return value if shown == plain else value[:6] + base64.b64encode(shown.encode()).decode()


def client_of(parameter: str | None, authorization: str) -> str:
    """The client that a request names: its parameter ``client_id``, else the name of HTTP Basic."""
    if parameter or authorization[:6].lower() != "basic ":
        return parameter or ""
    try:
        return base64.b64decode(authorization[6:]).decode().partition(":")[0]
    except ValueError:
        return ""


def realm_of(path: str) -> str:
    """The realm in a path of the protocol or the Admin API; empty for any other."""
    return path.partition("/realms/")[2].partition("/")[0]


def decoded_jwt(token: str) -> dict[str, Any] | None:
    """``header`` and ``claims`` of a JWT, not verified; None for a text that is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        header, claims = (_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except ValueError:
        return None
    return {"header": header, "claims": claims} if isinstance(header, dict) and isinstance(claims, dict) else None


def _json(data: bytes) -> Any:
    try:
        return read_json(data) if data else None
    except ValueError:
        return None
