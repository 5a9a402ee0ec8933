"""Which redirect URIs a client may be sent to: exact ones, a trailing wildcard, and any port of a loopback address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from emulator.core.errors import PageError
from emulator.realm.views import Client

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript")


def resolve(client: Client, base: str, given: str | None) -> str:
    """The redirect URI to use; raises Keycloak's error page when it is missing or not the client's."""
    valid = [_absolute(client, base, uri) for uri in client.redirect_uris]
    if given is None:
        if len(valid) == 1 and "*" not in valid[0]:
            return valid[0]
        raise _refused("the request has no redirect_uri")
    if not any(matches(pattern, given) for pattern in valid) or not _harmless(given):
        raise _refused(f"'{given}' is not among the client's redirect URIs {', '.join(valid) or '(none)'}")
    return given


def is_among(client: Client, base: str, patterns: Sequence[str], uri: str) -> bool:
    """Whether a URI fits one of these patterns of the client."""
    return _harmless(uri) and any(matches(_absolute(client, base, pattern), uri) for pattern in patterns)


def matches(pattern: str, uri: str) -> bool:
    """Whether a URI fits a registered one, which may end with ``*``."""
    if pattern == "*":
        return True
    if pattern.endswith("*") and "?" not in pattern:
        bare = uri.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
        start = pattern[:-1]
        return bare.startswith(start) or bare == start.rstrip("/") or _loopback(start, bare, prefix=True)
    return pattern == uri or _loopback(pattern, uri, prefix=False)


def _loopback(pattern: str, uri: str, *, prefix: bool) -> bool:
    """``http://127.0.0.1/cb`` fits whatever port a native application has got (RFC 8252 section 7.3)."""
    for host in _LOOPBACK:
        start = f"http://{host}"
        if not pattern.startswith(start) or pattern[len(start) : len(start) + 1] == ":" or not uri.startswith(start + ":"):
            continue
        rest = uri[len(start) + 1 :].lstrip("0123456789")
        expected = pattern[len(start) :]
        return rest.startswith(expected) if prefix else rest == expected
    return False


def _absolute(client: Client, base: str, uri: str) -> str:
    if not uri.startswith("/"):
        return uri
    root = client.root_url.replace("${authBaseUrl}", base).replace("${authAdminUrl}", base)
    return (root or base).rstrip("/") + uri


def _harmless(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    path = parts.path.lower()
    dotted = "/../" in path or path.endswith("/..") or "%2e%2e" in path
    return bool(parts.scheme) and parts.scheme.lower() not in _FORBIDDEN_SCHEMES and not dotted and "@" not in parts.netloc


def _refused(reason: str) -> PageError:
    return PageError("Invalid parameter: redirect_uri", reason=reason, event="invalid_redirect_uri")
