"""Under which URL the caller reached the server: prefix, Host, hostname option and proxy headers, as Keycloak resolves them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emulator.configuration.settings import Settings
from emulator.context import frontend
from emulator.core import web_address
from emulator.core.errors import AdminError
from emulator.web import forwarded
from emulator.web.controls_guard import ControlsGuard

if TYPE_CHECKING:
    from emulator.web.call import Call

AUTH = "/auth"
CONTROLS = "/_emulator"
"""Where testing controls are, whatever path realms are served below."""
MANAGED = "emulator.managed"
"""In the scope of a request that came in at the management port: the port that serves realms."""


_USUAL = {"http": ":80", "https": ":443"}
"""Ports that no URL says."""


def is_control(path: str) -> bool:
    """Whether a path, below whatever is served, is one of the testing controls."""
    before, found, _ = f"{path}/".partition(f"{CONTROLS}/")
    return bool(found) and not any(segment in ("realms", "admin") for segment in before.split("/"))


class Frontend:
    """Sets a call's ``path`` and ``base`` from the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guard = ControlsGuard(settings)
        self._prefix = (settings.relative_path or "").rstrip("/")
        hostname = settings.hostname
        self._pinned = hostname.rstrip("/") if "://" in hostname else ""
        self._name = "" if self._pinned else hostname

    def enter(self, call: Call) -> bool:
        """Splits the served prefix from the path and finds the base URL; False when the path is outside of the prefix.

        Raises AdminError for a page of somebody else's at the controls.
        """
        path: str = call.request.scope["raw_path"].decode("latin-1") if call.request.scope.get("raw_path") else call.request.scope["path"]
        prefix = self._prefix
        if path.startswith(CONTROLS):
            prefix = ""
        elif self._settings.relative_path is None:
            prefix = AUTH if path == AUTH or path.startswith(AUTH + "/") else ""
        elif prefix and not (path == prefix or path.startswith(prefix + "/")):
            return False
        call.path = path[len(prefix) :] or "/"
        call.base = self._base(call, prefix)
        if call.path.startswith(CONTROLS):
            return self._enter_controls(call)
        if call.cors.origin is not None and call.base.startswith(call.cors.origin) and call.cors.origin == web_address.origin(call.base):
            call.cors.origin = None
        return True

    def _enter_controls(self, call: Call) -> bool:
        managed = call.request.scope.get(MANAGED)
        if self._settings.controls != ("management" if managed else "on"):
            return False
        refusal = self._guard.refusal(call, web_address.origin(call.base), managed=bool(managed))
        if refusal:
            raise AdminError(403, {"error": "access_denied", "error_description": refusal}, refusal)
        if managed:
            call.base = self._main(call.base, managed)
        return True

    def _main(self, base: str, port: int) -> str:
        """The URL of the port that serves realms, for a call that came in at the management port."""
        parts = web_address.split(base)
        return base if self._pinned else f"{parts.scheme}://{parts.netloc.rpartition(':')[0] or parts.netloc}:{port}"

    def follow_realm(self, call: Call) -> None:
        """The realm's attribute ``frontendUrl`` wins over everything else."""
        call.base = frontend(call.tables.realm, call.base)

    def _base(self, call: Call, prefix: str) -> str:
        requested = self._requested(call, prefix)
        if not self._pinned:
            return requested
        if self._settings.hostname_backchannel_dynamic and web_address.origin(requested) != web_address.origin(self._pinned):
            call.backend = requested
        return self._pinned

    def _requested(self, call: Call, prefix: str) -> str:
        """The base URL as the request has it, by the name that the server has."""
        reached = forwarded.directly(call.scheme, call.headers.get("host", ""))
        if self._settings.proxy_headers and is_trusted_proxy(self._settings, call):
            read = forwarded.by_x_forwarded if self._settings.proxy_headers == "xforwarded" else forwarded.by_forwarded
            reached = read(reached, call.headers)
            call.remote_address = reached.sender or call.remote_address
        call.scheme, call.host = reached.scheme, reached.host
        call.requested = f"{_base_of(reached)}{prefix}"
        return f"{_base_of(replace(reached, host=self._name))}{prefix}" if self._name else call.requested


def _base_of(reached: forwarded.Reached) -> str:
    return f"{reached.scheme}://{reached.authority.removesuffix(_USUAL.get(reached.scheme, ''))}{reached.prefix}"


def is_trusted_proxy(settings: Settings, call: Call) -> bool:
    """Whether the caller is a proxy whose headers count; all are, unless settings list some."""
    listed = settings.proxy_trusted_addresses
    if not listed:
        return True
    from ipaddress import ip_address, ip_network

    client = call.request.client
    try:
        address = ip_address(client.host if client else "")
    except ValueError:
        return False
    return any(address in ip_network(network, strict=False) for network in listed)
