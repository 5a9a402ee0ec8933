"""A client's web origins."""

from __future__ import annotations

from urllib.parse import urlsplit

from emulator.realm.views import Client


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL; empty when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def web_origins(client: Client) -> list[str]:
    """The client's web origins; ``+`` stands for the origins of its redirect URIs."""
    origins: dict[str, None] = {}
    for origin in client.web_origins:
        if origin != "+":
            origins[origin] = None
            continue
        for uri in client.redirect_uris:
            resolved = uri if "://" in uri else client.root_url + uri
            if resolved.startswith(("http://", "https://")):
                origins[origin_of(resolved)] = None
    return [origin for origin in origins if origin]
