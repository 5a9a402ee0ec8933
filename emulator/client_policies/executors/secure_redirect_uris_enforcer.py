"""Redirect URIs that nobody else can take: https only, no wildcards, unless the configuration allows more.

Configuration, all off by default: ``allow-ipv4-loopback-address``, ``allow-ipv6-loopback-address``, ``allow-private-use-uri-scheme``,
``allow-http-scheme``, ``allow-wildcard-context-path``, ``allow-open-redirect``, ``oauth-2-0-compliant`` (neither wildcards nor
fragments), ``oauth-2-1-compliant`` (stricter again), and ``allow-permitted-domains``, a list of patterns that hosts have to fit.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from emulator.client_policies.event import CHANGES, Event, flag, names, refused
from emulator.client_policies.executors import Executor
from emulator.realm import refusal
from emulator.realm.views import Client

_LOOPBACK, _PRIVATE, _ANY = "invalid loopback address", "invalid private use scheme", "invalid uri"
_POST_LOGOUT = "post.logout.redirect.uris"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a client with other redirect URIs, and for a request that goes to one."""
    if event.kind in CHANGES:
        client = Client(event.proposed)
        if client.standard_flow or client.implicit_flow:
            _check_client(configuration, client)
    elif event.kind == "PRE_AUTHORIZATION_REQUEST":
        _check_request(configuration, event)


def _check_request(configuration: Mapping[str, Any], event: Event) -> None:
    client = event.client
    if client is None:
        raise refused("invalid_request", "Invalid parameter: clientId")
    if client.standard_flow or client.implicit_flow:
        uri = event.parameters.get("redirect_uri")
        if uri is None:
            raise refusal.broken("a policy looks at redirect URIs, and the request has none")
        _check(configuration, uri, sent=True)


def _check_client(configuration: Mapping[str, Any], client: Client) -> None:
    if not client.redirect_uris:
        raise _refused(_ANY)
    if flag(configuration, "allow-open-redirect"):
        return
    after_logout = [one for one in (client.attributes or {}).get(_POST_LOGOUT, "").split("##") if one not in ("", "+", "-")]
    for uri in (*client.redirect_uris, *after_logout):
        absolute = client.root_url + uri if uri.startswith("/") else uri
        _check(configuration, absolute, sent=False)


def _check(configuration: Mapping[str, Any], uri: str, *, sent: bool) -> None:
    """Raises OAuthError unless the URI is one that the configuration allows; ``sent`` in a request, not registered."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError as error:
        raise _refused(_ANY) from error
    kind = _kind(parts)
    strictly = flag(configuration, "oauth-2-1-compliant")
    is_plain = "#" not in uri and "*" not in uri
    wrong = _wildcards(configuration, uri, parts) or ((strictly or flag(configuration, "oauth-2-0-compliant")) and not is_plain)
    wrong = wrong or (strictly and _strict(kind, parts, port, sent))
    http = parts.scheme == "http" and not flag(configuration, "allow-http-scheme")
    if kind in ("ipv4", "ipv6"):
        if wrong or http or not flag(configuration, f"allow-{kind}-loopback-address"):
            raise _refused(_LOOPBACK)
    elif kind == "private":
        if wrong or not flag(configuration, "allow-private-use-uri-scheme"):
            raise _refused(_PRIVATE)
    elif wrong or http or kind != "normal" or not _permitted(configuration, parts):
        raise _refused(_ANY)


def _kind(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if host == "localhost":
        return "ipv4"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is not None and address.is_loopback:
        return f"ipv{address.version}"
    if parts.scheme in ("http", "https"):
        return "normal"
    return "private" if parts.scheme else ""


def _wildcards(configuration: Mapping[str, Any], uri: str, parts: SplitResult) -> bool:
    """Whether there is a wildcard where none may be."""
    if not flag(configuration, "allow-wildcard-context-path"):
        return "*" in uri
    return parts.path.startswith(("/*", "*")) and uri.count("*") != 1


def _strict(kind: str, parts: SplitResult, port: int | None, sent: bool) -> bool:
    """What OAuth 2.1 forbids beyond."""
    if kind in ("ipv4", "ipv6"):
        return parts.hostname == "localhost" or (port is None) is sent or (kind == "ipv6" and parts.hostname != "::1")
    return "." not in parts.scheme if kind == "private" else parts.scheme != "https"


def _permitted(configuration: Mapping[str, Any], parts: SplitResult) -> bool:
    patterns = names(configuration, "allow-permitted-domains")
    return not patterns or any(re.fullmatch(pattern, parts.hostname or "") for pattern in patterns)


def _refused(what: str) -> Exception:
    return refused("invalid_request", f"Invalid Redirect Uri: {what}")


EXECUTOR = Executor("secure-redirect-uris-enforcer", execute=execute)
