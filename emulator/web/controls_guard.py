"""Who may steer the server by its controls: whoever reaches it, but never a page of somebody else's in a browser.

A browser lets a page ask any host whose name is the page's own, and its owner may let that name resolve to this machine (DNS rebinding).
So an origin that equals the request's own proves nothing: the name in ``Host`` has to be one that nobody else can own.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from emulator.configuration.settings import Settings
from emulator.core import web_address

if TYPE_CHECKING:
    from emulator.web.call import Call

SITE = "emulator.site"
"""In the scope of a request that is taken as if it had come to another host: the name of that host."""
_OWN_PAGES = ("", "same-origin", "none")
_DOCKER = "host.docker.internal"


class ControlsGuard:
    """Says why a request must not reach the controls. All names are known from the start: settings do not change."""

    def __init__(self, settings: Settings) -> None:
        self._listed = frozenset(name.lower() for name in settings.testing_hosts)
        self._configured = frozenset(filter(None, (_host(settings.hostname), _host(settings.hostname_admin))))
        self._main = _rule(settings.http_host)
        self._managed = _rule(settings.management_host or settings.http_host)

    def refusal(self, call: Call, own_origin: str, *, managed: bool) -> str:
        """Why the request is refused, for its sender and the log; empty where it may steer.

        ``own_origin`` is the one that the server is reached at; ``managed`` says that the request came in at the management port.
        """
        site = call.headers.get("sec-fetch-site", "").lower()
        if site not in _OWN_PAGES:
            return f"a page that is {site} must not steer the server"
        origin = call.headers.get("origin")
        if origin is not None and origin != own_origin:
            return f"a page of {origin} must not steer the server"
        if not call.connected:
            return ""
        name = host_name(call.headers.get("host", ""))
        known = "*" in self._listed or name in self._listed or name in self._configured or name == call.request.scope.get(SITE)
        if known or (self._managed if managed else self._main)(name):
            return ""
        return f"the host '{name}' may be a page's of somebody else: --testing-hosts={name} lets it steer the server"


def host_name(authority: str) -> str:
    """The name or address in a Host header, in lower case, without its port and brackets."""
    authority = authority.strip().lower()
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0]


def is_loopback(name: str) -> bool:
    """Whether a name or address can only be this machine's own."""
    address = _address(name)
    return address.is_loopback if address is not None else name == "localhost" or name.endswith(".localhost")


def _is_nobodys(name: str) -> bool:
    """Whether a name cannot be made to resolve to another address by whoever owns it: addresses, and names of a local network."""
    return _address(name) is not None or "." not in name or name == _DOCKER or is_loopback(name)


def _rule(listening: str) -> Callable[[str], bool]:
    # A request without a Host header is no browser's.
    rule = is_loopback if is_loopback(host_name(listening) if listening.startswith("[") else listening.lower()) else _is_nobodys
    return lambda name: not name or rule(name)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _host(configured: str) -> str:
    """The host name in an option that takes a name or a URL."""
    return web_address.split(configured).hostname or "" if "://" in configured else configured.lower()
