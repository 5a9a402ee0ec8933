"""Pairwise subject identifiers (OpenID Connect Core section 8.1), computed as Keycloak does."""

from __future__ import annotations

import hashlib

from emulator.core import web_address
from emulator.core.errors import CONSULT_THE_LOG, BrokenRequest
from emulator.realm.gates import uris
from emulator.realm.views import Client


def sector(client: Client, sector_identifier_uri: str) -> str:
    """Host of the sector identifier URI, else the one host of the client's redirect URIs.

    Raises OAuthError where there is none or more than one, as Keycloak fails of it.
    """
    if sector_identifier_uri:
        return web_address.split(sector_identifier_uri).hostname or ""
    redirects = [absolute for uri in client.redirect_uris if (absolute := uris.against(client.root_url, uri))]
    try:
        hosts = {uris.parse(redirect).host for redirect in redirects}
    except uris.MalformedUri:
        hosts = {None}
    host = hosts.pop() if len(hosts) == 1 else None
    if host is None:
        reason = f"the redirect URIs of client '{client.client_id}' have not exactly one host for its pairwise subjects"
        raise BrokenRequest("unknown_error", CONSULT_THE_LOG, reason=reason)
    return host


def subject(sector_identifier: str, user_id: str, salt: str) -> str:
    """A name-based UUID over the SHA-256 of sector, user and salt."""
    digest = hashlib.sha256(sector_identifier.encode() + user_id.encode() + salt.encode()).digest()
    data = bytearray(hashlib.md5(digest, usedforsecurity=False).digest())
    data[6] = data[6] & 0x0F | 0x30
    data[8] = data[8] & 0x3F | 0x80
    h = bytes(data).hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
