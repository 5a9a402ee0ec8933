"""What only others know: addresses of hosts, and texts at URLs; and what takes as long: new keys.

A decision asks for what it needs and is left with ``Needed`` where that is not known yet; whoever decides looks it up in a thread and
decides again. So nothing waits on the event loop, and nobody is asked before the checks that come first have passed.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.realm.gates.addresses import Address, address

_NEVER = ("test", "example", "invalid")
Fetch = Callable[[str], str | None]


class Needed(Exception):
    """Something that is not known yet: its ``kind`` is ``address``, ``name``, ``text`` or ``key pair``."""

    def __init__(self, kind: str, of: str) -> None:
        self.kind = kind
        self.of = of
        super().__init__(f"{kind} of {of}")


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known by now, by kind and what it is of."""

    known: Mapping[tuple[str, str], Any] = field(default_factory=dict)

    def addresses(self, host: str) -> tuple[Address, ...]:
        """The addresses of a host, empty for an unknown one; those that need no question are never asked for (RFC 6761)."""
        literal = address(host)
        if literal is not None:
            return (literal,)
        name = host.rstrip(".").lower()
        last = name.rpartition(".")[2]
        if last == "localhost":
            return (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))
        if last in _NEVER or not re.fullmatch(r"[a-z0-9_.-]+", name):
            return ()
        found: tuple[Address, ...] = self._get("address", name)
        return found

    def host_name(self, caller: Address) -> str | None:
        """The name of an address; None where it has none."""
        found: str | None = self._get("name", str(caller))
        return found

    def text(self, url: str) -> str | None:
        """The text at a URL; None where it cannot be had."""
        found: str | None = self._get("text", url)
        return found

    def key_pair(self, name: str) -> tuple[str, str]:
        """A new certificate for this name and its private key, in bare base64; making them takes a while, as asking others does."""
        found: tuple[str, str] = self._get("key pair", name)
        return found

    def _get(self, kind: str, of: str) -> Any:
        if (kind, of) not in self.known:
            raise Needed(kind, of)
        return self.known[kind, of]

    def learned(self, need: Needed, value: Any) -> Outside:
        """The same with what was asked for."""
        return Outside({**self.known, (need.kind, need.of): value})


def ask(need: Needed, fetch: Fetch, now: float) -> Any:
    """Looks up what is needed; takes as long as others do. ``fetch`` returns the text at a URL, ``now`` is in epoch seconds."""
    if need.kind == "text":
        return fetch(need.of)
    if need.kind == "key pair":
        from emulator.keys import certificates

        return certificates.self_signed(need.of, now)
    try:
        if need.kind == "name":
            return socket.gethostbyaddr(need.of)[0]
        found = [address(str(entry[4][0])) for entry in socket.getaddrinfo(need.of, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return None if need.kind == "name" else ()
    return tuple(dict.fromkeys(one for one in found if one is not None))
