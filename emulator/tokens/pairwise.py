"""Pairwise subject identifiers (OpenID Connect Core section 8.1), computed as Keycloak does."""

from __future__ import annotations

import hashlib

from emulator.core import web_address
from emulator.realm.views import Client


def sector(client: Client, sector_identifier_uri: str) -> str:
    """Host of the sector identifier URI, else of the client's redirect URIs."""
    if sector_identifier_uri:
        return web_address.split(sector_identifier_uri).hostname or ""
    for uri in client.redirect_uris:
        resolved = uri if "://" in uri else client.root_url + uri
        host = web_address.split(resolved).hostname
        if host:
            return host
    return web_address.split(client.root_url).hostname or ""


def subject(sector_identifier: str, user_id: str, salt: str) -> str:
    """A name-based UUID over the SHA-256 of sector, user and salt."""
    digest = hashlib.sha256(sector_identifier.encode() + user_id.encode() + salt.encode()).digest()
    data = bytearray(hashlib.md5(digest, usedforsecurity=False).digest())
    data[6] = data[6] & 0x0F | 0x30
    data[8] = data[8] & 0x3F | 0x80
    h = bytes(data).hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
