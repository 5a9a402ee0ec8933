"""HTTP to others: the only place that opens a connection to somebody else's server. It blocks, and so belongs into threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from emulator.core import outgoing
from emulator.core.clock import monotonic
from emulator.core.dataclass import dataclass

if TYPE_CHECKING:
    import http.client
    import urllib.error

USUAL_SECONDS = 5.0
USUAL_BYTES = 1_000_000
_CHUNK = 65536
_SAID = 100_000


class FetchError(Exception):
    """Nothing usable came back; ``status`` is that of an answer which is a refusal, 0 without any, and ``said`` its body."""

    def __init__(self, message: str, status: int = 0, said: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.said = said

    @property
    def text(self) -> str:
        """The refusal's body as text."""
        return self.said.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no refusal."""

    status: int
    body: bytes
    content_type: str = ""


def get(url: str, headers: Mapping[str, str] | None = None, *, seconds: float = USUAL_SECONDS) -> bytes:
    """The body at a http or https URL; raises FetchError. ``seconds`` limit each wait, and the whole of it too."""
    return send("GET", url, None, headers or {}, seconds=seconds).body


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = USUAL_SECONDS) -> bytes:
    """The body that a POST is answered with; raises FetchError."""
    return send("POST", url, body, headers, seconds=seconds).body


def send(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, seconds: float = USUAL_SECONDS, most: int = USUAL_BYTES
) -> Reply:  # fmt: skip
    """What is answered to any request; ``most`` limits the bytes of the answer. Raises FetchError."""
    if not url.lower().startswith(("http://", "https://")):
        raise FetchError(f"'{url}' is not a http or https URL")
    # Few servers ever ask another one.
    import http.client
    import urllib.error
    import urllib.request

    from emulator.core import openers

    seconds = min(seconds, outgoing.RULES.get().seconds)
    until = monotonic() + seconds
    deadline = outgoing.Deadline(seconds)
    try:
        request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - the scheme was checked
        with deadline, openers.opener(deadline).open(request, timeout=seconds) as response:
            reply = Reply(response.status, _read(response, url, until, most), response.headers.get("Content-Type") or "")
        if deadline.passed:
            # A body without a length ends where the connection was cut.
            raise FetchError(f"{url} took too long")
        return reply
    except urllib.error.HTTPError as error:
        with error:
            said = _beginning(error)
        raise FetchError(f"{url} answered {error.code}", error.code, said) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        what = "took too long" if deadline.passed else getattr(error, "reason", None) or error
        raise FetchError(f"{url}: {what}") from error


def _read(response: http.client.HTTPResponse, url: str, until: float, most: int) -> bytes:
    length = response.length
    parts, size = [], 0
    # read1 returns what has arrived: read would wait for a whole chunk, however slowly its bytes come.
    while (length is None or size < length) and (part := response.read1(_CHUNK)):
        parts.append(part)
        size += len(part)
        if size > most:
            raise FetchError(f"{url} answered more than {most:,} bytes")
        if monotonic() > until:
            raise FetchError(f"{url} took too long")
    if length is not None and size < length:
        raise FetchError(f"{url} answered {size:,} of {length:,} bytes")
    return b"".join(parts)


def _beginning(error: urllib.error.HTTPError) -> bytes:
    import http.client

    try:
        return error.read(_SAID)
    except (OSError, http.client.HTTPException):
        return b""
