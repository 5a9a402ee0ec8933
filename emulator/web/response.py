"""Answers, before security and CORS headers are added, and as Starlette sends them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from string import punctuation
from typing import Any, TypeVar
from urllib.parse import quote

from starlette import responses
from starlette.types import Message

from emulator.core.asking import Answers
from emulator.core.dataclass import dataclass
from emulator.core.json_text import json_text
from emulator.keys.jws import Unsigned

R = TypeVar("R")
_PART = 100
"""Rows of a list that are written in one go: a few milliseconds."""
JSON = "application/json"
TEXT = "text/plain;charset=UTF-8"
HTML = "text/html;charset=utf-8"
JWT = "application/jwt"


@dataclass(slots=True)
class Response:
    """What is to be answered, as a plain value: ``sent`` makes Starlette's response of it when all is decided.

    Status, media type (empty for none), headers beside the usual ones, and the body.

    ``framed`` False leaves out the headers that keep a page from being embedded; ``frames`` are hosts that the page itself embeds.
    ``secured`` False leaves out all security headers.
    """

    status: int = 200
    media_type: str = ""
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    framed: bool = True
    frames: tuple[str, ...] = ()
    secured: bool = True

    def sent(self, *, head: bool = False) -> responses.Response:
        """Starlette's response, without the body to a HEAD request."""
        sent = responses.Response(b"" if head else self.body, self.status)
        sent.raw_headers = self._raw_headers()
        return sent

    def start(self) -> Message:
        """ASGI's first message alone, which promises the whole body."""
        return {"type": "http.response.start", "status": self.status, "headers": self._raw_headers()}

    def _raw_headers(self) -> list[tuple[bytes, bytes]]:
        """As they are: Starlette would complete media types and refuse what is not Latin-1."""
        raw = [(b"content-length", str(len(self.body)).encode())]
        if self.media_type:
            raw.append((b"content-type", self.media_type.encode("latin-1")))
        raw += [(name.encode("latin-1"), _line(value)) for name, value in self.headers]
        return raw


def _line(value: str) -> bytes:
    """A header's value as it is sent: whatever it was made of, it stays one line, for a server refuses others or sends another header."""
    if not value.isprintable():
        value = "".join(" " if (character < " " and character != "\t") or character == "\x7f" else character for character in value)
    return value.encode("utf-8", "replace")


@dataclass(slots=True)
class Deferred:
    """An answer that still needs signatures, which touch nothing shared; ``finish`` makes them.

    ``token`` is the one that may get its signature elsewhere before.
    """

    finish: Callable[[], Response]
    token: Unsigned | None = None


def json_response(value: Any, status: int = 200, headers: list[tuple[str, str]] | None = None, charset: bool = False) -> Response:
    """A JSON answer; some of Keycloak's endpoints name the charset, most do not."""
    media_type = f"{JSON};charset=UTF-8" if charset else JSON
    return Response(status, media_type, json_text(value), headers if headers is not None else [])


def list_text(answers: Answers, rows: Sequence[R], show: Callable[[R], Any]) -> bytes:
    """A JSON list of what ``show`` makes of each row; of a long one a part at a time, between the requests of others."""

    def text(part: Sequence[R]) -> bytes:
        return json_text([show(row) for row in part])[1:-1]

    # A long list is large: it is put together at once, without a copy for each bracket.
    texts = list(answers.in_parts("listed", rows, _PART, text)) or [b""]
    texts[0] = b"[" + texts[0]
    texts[-1] += b"]"
    return b",".join(texts)


def redirect(location: str, status: int = 302, headers: list[tuple[str, str]] | None = None) -> Response:
    """A redirect without a body; what is not ASCII in ``location`` is encoded."""
    safe = location if location.isascii() else quote(location, safe=punctuation)
    return Response(status, "", b"", [("Location", safe), *(headers or [])])
