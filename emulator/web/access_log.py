"""The access log: one readable line a request, with the reason that the answer hides."""

from __future__ import annotations

import asyncio
from typing import Protocol

from emulator.web.call import Call
from emulator.web.response import Response

_DELAY = 0.05
_LONG = 57


class Stream(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Writes text."""

    def flush(self) -> object:
        """Sends it on."""


class AccessLog:
    """Writes to ``stream`` (None writes nothing), a moment later, so that a request does not wait for it."""

    def __init__(self, stream: Stream | None) -> None:
        self._stream = stream
        self._lines: list[str] = []

    def write(self, call: Call, response: Response, milliseconds: float) -> None:
        """Notes a finished request, which took so many milliseconds."""
        if self._stream is None:
            return
        said = f"  {'; '.join(call.log)}" if call.log else ""
        path: str = call.request.scope["path"]
        if len(path) > _LONG or len(said) > _LONG:
            from emulator.core.api_token_text import masked

            path, said = masked(path), masked(said)
        if not (path.isascii() and path.isprintable()):
            path = path.encode("unicode_escape", "replace").decode("ascii")
        self._lines.append(f"{call.method} {path} {response.status} {milliseconds:.1f} ms{said}\n")
        if len(self._lines) == 1:
            asyncio.get_running_loop().call_later(_DELAY, self.flush)

    def flush(self) -> None:
        """Writes what has gathered."""
        lines, self._lines = self._lines, []
        if self._stream is not None and lines:
            try:
                self._stream.write("".join(lines))
                self._stream.flush()
            except (OSError, ValueError):
                self._stream = None
