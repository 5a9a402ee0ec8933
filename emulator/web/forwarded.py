"""What a proxy's headers say of a request: scheme, authority, prefix and who sent it. Read as Keycloak's HTTP server reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from emulator.core.dataclass import dataclass

_PORTS = 65_536
_PAIR = '{}="?([^;,"]+)"?'
_PROTO, _HOST, _FOR = (re.compile(_PAIR.format(name), re.IGNORECASE) for name in ("proto", "host", "for"))


@dataclass(frozen=True, slots=True)
class Reached:
    """How a server was reached: ``port`` is None where none is said, ``sender`` the address of who asks, empty where none is said."""

    scheme: str
    host: str
    port: int | None
    prefix: str = ""
    sender: str = ""

    @property
    def authority(self) -> str:
        """Host and port."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def directly(scheme: str, host: str) -> Reached:
    """Without a proxy, by the Host header."""
    return Reached(scheme, *split(host))


def by_forwarded(reached: Reached, headers: Mapping[str, str]) -> Reached:
    """By the header ``Forwarded`` (RFC 7239): of all proxies the first that says something of a kind is believed."""
    text = headers.get("forwarded") or ""
    proto, host, sender = (_first(pattern, text) for pattern in (_PROTO, _HOST, _FOR))
    if proto:
        reached = replace(reached, scheme=proto, port=None)
    if host:
        reached = _named(reached, host)
    return replace(reached, sender=_address(sender))


def by_x_forwarded(reached: Reached, headers: Mapping[str, str]) -> Reached:
    """By the headers ``X-Forwarded-…``, of each its first value."""
    proto, host, port, prefix, sender, tls = (
        (headers.get(f"x-forwarded-{name}") or "").split(",")[0].strip() for name in ("proto", "host", "port", "prefix", "for", "ssl")
    )
    if proto:
        reached = replace(reached, scheme=proto, port=None)
    if tls.lower() == "on":
        reached = replace(reached, scheme="https", port=None)
    if host:
        reached = _named(reached, host)
    if _is_port(port):
        reached = replace(reached, port=int(port))
    return replace(reached, prefix=f"/{prefix.strip('/')}" if prefix else "", sender=_address(sender))


def split(authority: str) -> tuple[str, int | None]:
    """Host and port of an authority; an IPv6 address without brackets has no port, and one that is no number is none."""
    host, colon, port = authority.rpartition(":")
    if not colon or not port or not (host.endswith("]") or ":" not in host):
        return authority, None
    return host, int(port) if _is_port(port) else None


def _named(reached: Reached, authority: str) -> Reached:
    host, port = split(authority)
    return replace(reached, host=host, port=port)


def _address(text: str) -> str:
    return split(text)[0].strip("[]")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].strip() if match else ""


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) < _PORTS
