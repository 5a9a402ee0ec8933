"""URLs taken apart, whatever they are."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")


def split(url: str) -> SplitResult:
    """The parts of a URL; all of them empty where it cannot be read, as with a broken address in brackets."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOTHING


def origin(url: str) -> str:
    """Scheme, host and port of a URL, ``://`` alone where it cannot be read."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}"
