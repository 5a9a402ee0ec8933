"""Answers, before security and CORS headers are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from string import punctuation
from typing import Any
from urllib.parse import quote

from starlette.types import Send

from emulator.core.dataclass import dataclass
from emulator.core.json_text import json_text
from emulator.keys.jws import Unsigned

JSON = "application/json"
TEXT = "text/plain;charset=UTF-8"
HTML = "text/html;charset=utf-8"
JWT = "application/jwt"


@dataclass(slots=True)
class Response:
    """Status, media type (empty for none), headers beside the usual ones, and the body.

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

    async def send(self, send: Send, *, head: bool = False, length: int | None = None) -> None:
        """Sends it: without the body to a HEAD request, or no more than ``length`` bytes although all were promised."""
        raw = [(b"content-length", str(len(self.body)).encode())]
        if self.media_type:
            raw.append((b"content-type", self.media_type.encode("latin-1")))
        raw += [(name.encode("latin-1"), _line(value)) for name, value in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        body = b"" if head else self.body
        await send({"type": "http.response.body", "body": body[:length], "more_body": length is not None})


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


def redirect(location: str, status: int = 302, headers: list[tuple[str, str]] | None = None) -> Response:
    """A redirect without a body; what is not ASCII in ``location`` is encoded."""
    safe = location if location.isascii() else quote(location, safe=punctuation)
    return Response(status, "", b"", [("Location", safe), *(headers or [])])
