"""Pairwise subjects of a client: the sector that its redirect URIs belong to (OpenID Connect Core section 8.1)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.json_text import read_json
from emulator.realm.gates import uris
from emulator.realm.views import Client

MAPPER = "oidc-sha256-pairwise-sub-mapper"


def fault(client: Client, sector: str | None, text_at: Callable[[str], str | None] | None) -> tuple[str, str]:
    """Why a client with these redirect URIs cannot have pairwise subjects, as sentence and key; both empty when it can.

    What stands at a sector identifier URI is asked of ``text_at``; without it the URI is believed.
    """
    redirects = [absolute for uri in client.redirect_uris if (absolute := uris.against(client.root_url, uri)) and absolute.strip()]
    if sector:
        return _sector_fault(sector, redirects, text_at)
    hosts = set()
    for redirect in redirects:
        try:
            hosts.add(uris.parse(redirect).host)
        except uris.MalformedUri:
            return "Client contained an invalid redirect URI.", "pairwiseMalformedClientRedirectURI"
    if not hosts:
        return "Client redirect URIs must contain a valid host component.", "pairwiseClientRedirectURIsMissingHost"
    if len(hosts) > 1:
        message = "Without a configured Sector Identifier URI, client redirect URIs must not contain multiple host components."
        return message, "pairwiseClientRedirectURIsMultipleHosts"
    return "", ""


def _sector_fault(sector: str, redirects: list[str], text_at: Callable[[str], str | None] | None) -> tuple[str, str]:
    try:
        uri = uris.parse(sector)
    except uris.MalformedUri:
        uri = uris.Uri(None, None, None)
    if uri.scheme is None or uri.host is None:
        return "Invalid Sector Identifier URI.", "pairwiseMalformedSectorIdentifierURI"
    if text_at is None:
        return "", ""
    text = text_at(sector) if uri.scheme.lower() in ("http", "https") else None
    try:
        allowed = read_json(text) if text is not None else None
    except ValueError:
        allowed = None
    if not isinstance(allowed, list):
        return "Failed to get redirect URIs from the Sector Identifier URI.", "pairwiseFailedToGetRedirectURIs"
    if not all(any(_matches(str(pattern), redirect) for pattern in allowed) for redirect in redirects):
        message = "Client redirect URIs does not match redirect URIs fetched from the Sector Identifier URI."
        return message, "pairwiseRedirectURIsMismatch"
    return "", ""


def _matches(allowed: str, redirect: str) -> bool:
    if not allowed.endswith("*") or "?" in allowed:
        return allowed == redirect
    start, bare = allowed[:-1], redirect.partition("?")[0]
    return bare.startswith(start) or (len(start) > 1 and start.removesuffix("/") == bare)
