"""What only others know: addresses of hosts, and texts at URLs; and what takes as long: new keys. All of it is asked for."""

from __future__ import annotations

import ipaddress
import re
import socket

from emulator.core import fetch
from emulator.core.asking import Answers
from emulator.realm.gates.addresses import Address, address

_NEVER = ("test", "example", "invalid")


def addresses(answers: Answers, host: str) -> tuple[Address, ...]:
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
    return answers.ask(("addresses", name), lambda: _addresses(name), own_thread=True)


def _addresses(name: str) -> tuple[Address, ...]:
    try:
        entries = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    literals = [address(str(entry[4][0])) for entry in entries]
    return tuple(dict.fromkeys(one for one in literals if one is not None))


def host_name(answers: Answers, caller: Address) -> str | None:
    """The name of an address; None where it has none."""
    return answers.ask(("host name", caller), lambda: _host_name(str(caller)), own_thread=True)


def _host_name(caller: str) -> str | None:
    try:
        return socket.gethostbyaddr(caller)[0]
    except (OSError, UnicodeError):
        return None


def text(answers: Answers, url: str) -> str | None:
    """The text at a URL; None where it cannot be had."""
    try:
        return answers.ask(("text", url), lambda: fetch.get(url).decode().strip(), own_thread=True)
    except (fetch.FetchError, ValueError):
        return None


def key_pair(answers: Answers, name: str, now: float, *, pkcs8: bool = False) -> tuple[str, str]:
    """A new certificate for this name and its private key, in bare base64; ``now`` is in epoch seconds.

    The key is in the form of PKCS #1, or of PKCS #8 where that is asked for.
    """

    def work() -> tuple[str, str]:
        from emulator.keys import certificates

        return certificates.self_signed(name, now, pkcs8=pkcs8)

    return answers.ask(("key pair", name), work)
