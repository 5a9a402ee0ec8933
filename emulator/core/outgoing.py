"""Connections to others: whom the server may ask, and how long as a whole.

The rules are those of the server in whose behalf a thread works; they travel with the context of a request into the threads that it
starts, so that several servers in one process have rules of their own. Outside of any server, as in a command, all is allowed.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar, copy_context
from ipaddress import ip_address, ip_network
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any, Self

from emulator.core.dataclass import dataclass

if TYPE_CHECKING:
    import ssl


def _no_others() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rules:
    """``hosts`` are names (``*.example.org`` for all below), addresses and networks; none allows all. ``seconds`` limit a whole call.

    ``authorities`` reads the certificates, in PEM, that are trusted beside the system's; it may raise ValueError.
    """

    hosts: tuple[str, ...] = ()
    seconds: float = float("inf")
    authorities: Callable[[], str] = _no_others


RULES: ContextVar[Rules] = ContextVar("rules of outgoing calls", default=Rules())  # noqa: B039 - it is frozen


class NotAllowedError(OSError):
    """A host that the server may not ask."""


def addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """What a host and port resolve to, as ``socket.getaddrinfo`` has it, and may be asked; raises OSError."""
    rules = RULES.get()
    found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    if not rules.hosts or _is_named(rules.hosts, host.lower().rstrip(".")):
        return found
    allowed = [entry for entry in found if _is_inside(rules.hosts, str(entry[4][0]))]
    if not allowed:
        raise NotAllowedError(f"--testing-outgoing does not allow {host}")
    return allowed


def connect(host: str, port: int, seconds: float | None) -> socket.socket:
    """A connection; ``seconds`` limit each wait. Raises OSError."""
    failure: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in addresses(host, port):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds)
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def tls() -> ssl.SSLContext:
    """How TLS is spoken to others: by the system's authorities and those of the rules. Raises ValueError where these cannot be read."""
    import ssl

    context = ssl.create_default_context()
    authorities = RULES.get().authorities()
    if authorities:
        context.load_verify_locations(cadata=authorities)
        # As for Java, what is trusted need not be an authority, and an authority need not be a model of one.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


class Deadline:
    """Cuts connections off when a call has taken too long as a whole, however slowly their bytes come."""

    def __init__(self, seconds: float) -> None:
        self._held: list[socket.socket] = []
        self.passed = False
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        for connection in self._held:
            connection.close()

    def hold(self, connection: socket.socket) -> socket.socket:
        """Cuts this one off too; TLS may take the socket itself away, hence a copy."""
        self._held.append(connection.dup())
        return connection

    def _cut(self) -> None:
        self.passed = True
        for connection in self._held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def start_thread(work: Callable[[], Any], name: str) -> None:
    """A daemon thread in the present context."""
    Thread(target=copy_context().run, args=(work,), name=name, daemon=True).start()


def _is_named(hosts: tuple[str, ...], host: str) -> bool:
    return any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in hosts)


def _is_inside(hosts: tuple[str, ...], text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    for name in hosts:
        with suppress(ValueError):
            if address in ip_network(name, strict=False):
                return True
    return False
