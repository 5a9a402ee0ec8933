"""URLs taken apart, whatever they are."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")
_USUAL_PORT = re.compile(r"(http://[^/?#:\[\]]+):80(?=[/?#]|$)|(https://[^/?#:\[\]]+):443(?=[/?#]|$)")


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


def without_usual_port(url: str) -> str:
    """The URL as browsers are sent to it, as observed: without port 80 of http and 443 of https, except behind brackets."""
    usual = _USUAL_PORT.match(url)
    return f"{usual[1] or usual[2]}{url[usual.end() :]}" if usual is not None else url
