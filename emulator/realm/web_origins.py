"""A client's web origins."""

from __future__ import annotations

from emulator.realm.views import Client

_BEHIND_SCHEME = len("https://")


def root_url(client: Client, base: str, admin_base: str) -> str:
    """A client's root URL, what stands for the server's own URLs replaced; empty for a client without one."""
    return client.root_url.replace("${authBaseUrl}", base).replace("${authAdminUrl}", admin_base)


def web_origins(client: Client, base: str, admin_base: str) -> list[str]:
    """The client's web origins; ``+`` stands for the origins of its redirect URIs.

    Of these, one that begins with a slash is below the root URL or, without one, at the server itself, which is reached at ``base``.
    """
    origins: dict[str, None] = {}
    for origin in client.web_origins:
        if origin != "+":
            origins[origin] = None
            continue
        for uri in client.redirect_uris:
            resolved = (root_url(client, base, admin_base) or _origin(base)) + uri if uri.startswith("/") else uri
            if resolved.startswith(("http://", "https://")):
                origins[_origin(resolved)] = None
    return [origin for origin in origins if origin]


def _origin(url: str) -> str:
    """All before the first slash behind the scheme, as observed."""
    end = url.find("/", _BEHIND_SCHEME)
    return url if end < 0 else url[:end]
