"""Which redirect URIs a client may be sent to: exact ones, a trailing wildcard, and any port of a loopback address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from emulator.context import Context
from emulator.core import web_address
from emulator.core.errors import PageError
from emulator.realm.texts import Text
from emulator.realm.views import Client

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript")
_UPWARDS = re.compile(r"(?:[/\\]|%2f|%5c|%00)(?:\.|%2e|%252e){2}(?:[/\\;]|%2f|%5c|%3b|%00|%09|$)", re.IGNORECASE)
"""A step out of a path, however it is spelled, as observed: dots may be encoded twice, what stands around them once."""
_PLAIN = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}|[^\x00-\x9f\s])"
_MORE = _PLAIN.replace("/]", r"/?\[\]]")
_URI = re.compile(
    rf"(?![A-Za-z][A-Za-z0-9+.\-]*:(?://)?$)(?:[A-Za-z][A-Za-z0-9+.\-]*:)?(?://(?:\[[0-9A-Fa-f:.]+(?:%25\w+)?\])?)?{_PLAIN}*(?:\?{_MORE}*)?(?:#{_MORE}*)?"
)
_RESERVED = frozenset({
    "access_token", "code", "error", "error_description", "expires_in", "id_token", "iss", "kc_action", "kc_action_status", "response",
    "session_state", "state", "token_type",
})  # fmt: skip
"""What the answer itself is made of; a redirect URI that brings it along could pretend an answer."""
_ALLOW_RESERVED = "allow.oidc.params.in.redirect.uris"


def resolve(client: Client, context: Context, sent: str | None, *, needed: bool = False, own_parameters: bool = False) -> str:
    """The redirect URI to use; raises Keycloak's error page when it is missing or not the client's.

    Where it is not ``needed``, the client's only one stands for one that was not sent; OpenID Connect needs it.
    ``own_parameters`` is for the doors where a client may have redirect URIs that bring parameters of an answer along.
    """
    valid = [context.absolute(client, uri) for uri in client.redirect_uris]
    if sent is None:
        if not needed and len(valid) == 1:
            return _only(client, context)
        raise _refused("the request has no redirect_uri")
    if not _fits(valid, sent, reserved=own_parameters and client.flag(_ALLOW_RESERVED)):
        raise _refused(f"'{sent}' is not among the client's redirect URIs {', '.join(valid) or '(none)'}")
    return led_to(client, context, sent)


def led_to(client: Client, context: Context, uri: str) -> str:
    """Where a redirect URI leads that has been taken: a relative one below the client's root URL (as observed)."""
    return uri if web_address.split(uri).scheme else context.absolute(client, uri if uri.startswith("/") else f"/{uri}")


def _only(client: Client, context: Context) -> str:
    """What stands for the only redirect URI, as observed: up to a wildcard after a slash; without the client's root URL."""
    uri = client.redirect_uris[0].partition("/*")[0]
    return uri if web_address.split(uri).scheme else f"{web_address.origin(context.base)}/{uri.removeprefix('/')}"


def is_among(client: Client, context: Context, patterns: Sequence[str], uri: str, *, own_parameters: bool = False) -> bool:
    """Whether a URI fits one of these patterns of the client; ``own_parameters`` as for ``resolve``."""
    reserved = own_parameters and client.flag(_ALLOW_RESERVED)
    return _fits([context.absolute(client, pattern) for pattern in patterns], uri, reserved=reserved)


def _fits(patterns: Sequence[str], uri: str, *, reserved: bool) -> bool:
    if _URI.fullmatch(uri) is None or not _is_readable(uri) or (_brings_an_answer(uri) and not reserved):
        return False
    if any(pattern != "*" and matches(pattern, uri) for pattern in patterns) and _harmless(uri, registered=uri in patterns):
        return True
    return "*" in patterns and web_address.split(uri).scheme in {"", "http", "https"}


def _is_readable(uri: str) -> bool:
    try:
        return urlsplit(uri) is not None
    except ValueError:
        return False


def _brings_an_answer(uri: str) -> bool:
    _, _, fragment = uri.partition("#")
    query = uri.partition("#")[0].partition("?")[2]
    return any(unquote(pair.partition("=")[0]).lower() in _RESERVED for part in (query, fragment) if part for pair in part.split("&"))


def matches(pattern: str, uri: str) -> bool:
    """Whether a URI fits a registered one, which may end with ``*``."""
    if pattern in ("*", uri):
        return True
    if pattern.endswith("*") and "?" not in pattern:
        bare = uri.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
        start = pattern[:-1]
        if not web_address.has_readable_host(bare):
            return False
        begins = bare.startswith(start) and (not _ends_in_a_host(start) or bare[len(start) :][:1] in ("", "/"))
        return begins or bare == start.removesuffix("/") or _loopback(start, bare, prefix=True)
    return _loopback(pattern, uri, prefix=False)


def _ends_in_a_host(start: str) -> bool:
    """Whether a wildcard follows a host or a port directly: it stands for what comes behind it then, and for no more of the host."""
    rest = start.partition("://")[2]
    return rest != "" and "/" not in rest and not rest.endswith(":")


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


def _harmless(uri: str, *, registered: bool) -> bool:
    """Whether a wildcard may stand for what the URI has in its place: it stays below the path, and at the host.

    One that is registered as it stands may name a user or climb, as observed.
    """
    parts = web_address.split(uri)
    leaves = not registered and (_UPWARDS.search(parts.path) is not None or "@" in parts.netloc)
    return parts.scheme.lower() not in _FORBIDDEN_SCHEMES and not leaves


def _refused(reason: str) -> PageError:
    return PageError(Text("invalidParameterMessage", "redirect_uri"), reason=reason, event="invalid_redirect_uri")
