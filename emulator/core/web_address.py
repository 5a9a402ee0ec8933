"""URLs taken apart, whatever they are."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")
_USUAL_PORT = re.compile(r"(http://[^/?#:\[\]]+):80(?=[/?#]|$)|(https://[^/?#:\[\]]+):443(?=[/?#]|$)")
_AUTHORITY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//([^/?#]+)")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?"
_HOST = re.compile(
    rf"(?:[^@]*@)?(?:(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.?|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|\[[0-9A-Fa-f:.]+(?:%\w+)?\])(?::[0-9]*)?"
)
"""An authority whose host Java reads: a name (RFC 2396 section 3.2.2), or an address."""


def has_readable_host(url: str) -> bool:
    """Whether a URL names no host at all, or one that is a host name or an address: ``a_b`` is none."""
    authority = _AUTHORITY.match(url)
    return authority is None or _HOST.fullmatch(authority[1]) is not None


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
