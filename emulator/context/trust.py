"""What the certificates that clients show are judged by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from emulator.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """``authorities`` are the certificates that are trusted, read when they are first asked for (ValueError where they cannot be).

    ``is_forwarded`` says that certificates come from a proxy and not from the handshake, ``folders`` where paths of lists of revoked
    certificates begin.
    """

    authorities: Callable[[], Sequence[Any]] = tuple
    is_forwarded: bool = False
    folders: Sequence[str] = ("conf",)
