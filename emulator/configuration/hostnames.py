"""What Keycloak warns of in the options that say where a server is, at its start and on the page of ``--hostname-debug``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from emulator.configuration.settings import Settings

_CONTEXT = (
    "the server is running in an insecure context. Secure contexts are required for full functionality, including cross-origin cookies."
)
_PROXIED = (
    f"{_CONTEXT} Also if you are using a proxy, requests from the proxy to the server will fail CORS checks with 403s because the wrong "
    "origin will be determined. Make sure `proxy-headers` are configured properly."
)
_LIKELY = "Likely misconfiguration detected."
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]"})


def warnings(settings: Settings) -> list[str]:
    """Keycloak's sentences, none where the options go together."""
    tls = bool(settings.https.certificate_file or settings.https.key_store_file)
    if "://" in settings.hostname:
        return _of_url(settings, tls=tls)
    if tls or settings.proxy_headers or not settings.production:
        return []
    if not settings.hostname:
        return [f"With HTTPS not enabled, `proxy-headers` unset, and `hostname-strict=false`, {_PROXIED}"]
    if is_local(settings.hostname):
        return []
    return [f"{_LIKELY} With HTTPS not enabled, `proxy-headers` unset, and a non-URL `hostname`, {_PROXIED}"]


def _of_url(settings: Settings, *, tls: bool) -> list[str]:
    url, said = urlsplit(settings.hostname), []
    if url.scheme.lower() != "https":
        if settings.production and not is_local(url.hostname or ""):
            said.append(f"{_LIKELY} `hostname` is configured to use HTTP instead of HTTPS, {_CONTEXT}")
        if settings.production and tls:
            said.append(f"{_LIKELY} HTTPS is enabled on the server, but `hostname` specifies HTTP.")
    elif not settings.proxy_headers and not tls:
        said.append(f"{_LIKELY} When using an edge proxy, you must use `proxy-headers`.")
    if url.path and not settings.proxy_headers and url.path.strip("/") != (settings.relative_path or "").strip("/"):
        why = "When using a `hostname` that includes a path that does not match the `http-relative-path` you must use `proxy-headers`"
        said.append(f"{_LIKELY} {why}")
    return said


def is_local(host: str) -> bool:
    """Whether a host name is that of the machine itself, where browsers take HTTP for secure."""
    return host.lower() in _LOCAL or host.lower().endswith(".localhost")
