"""Addresses of others that the realm talks to: whether they are URLs, and secure enough for the realm's ``sslRequired``."""

from __future__ import annotations

import ipaddress
import re
import socket

from emulator.realm.gates import uris

_NUMERIC = re.compile(r"[0-9]+(?:\.[0-9]+){0,3}")
_LOCAL = tuple(map(ipaddress.ip_network, (
    "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10",
)))  # fmt: skip
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fault(ssl_required: str, url: str, name: str) -> str:
    """Why a realm with this ``sslRequired`` cannot use a URL, which Keycloak calls ``name``; empty when it can."""
    try:
        uri = uris.parse(url)
        host = uris.url_host(url)
    except uris.MalformedUri:
        return f"The url [{name}] is malformed"
    if (uri.scheme or "").lower() not in ("http", "https"):
        return f"Invalid protocol/scheme for url [{name}]"
    mode, literal = ssl_required.lower(), address(host.strip("[]"))
    local = mode == "external" and (host == "localhost" or (literal is not None and is_local(literal)))
    if mode != "none" and uri.scheme == "http" and not local:
        return f"The url [{name}] requires secure connections"
    return ""


def is_local(literal: Address) -> bool:
    """Whether an address is on this machine or in a private network, as Java means it: networks for documentation are not."""
    mapped = literal.ipv4_mapped if isinstance(literal, ipaddress.IPv6Address) else None
    return any((mapped or literal) in network for network in _LOCAL)


def address(text: str) -> Address | None:
    """An IP address, also in the shorter forms of IPv4; None for anything else."""
    try:
        if _NUMERIC.fullmatch(text):
            return ipaddress.IPv4Address(socket.inet_aton(text))
        return ipaddress.ip_address(text.partition("%")[0])
    except (ValueError, OSError):
        return None
