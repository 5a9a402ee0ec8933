"""URIs as Java reads them (``java.net.URI``, RFC 2396 with its deviations), which is what Keycloak checks clients with, as observed."""

from __future__ import annotations

import re

from emulator.core.dataclass import dataclass

_OTHER = r"[^\x00-\xa0\s]"
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_UNRESERVED = r"A-Za-z0-9\-_.!~*'()"
_PATH = re.compile(rf"(?:[{_UNRESERVED}:@&=+$,;/]|{_ESCAPED}|{_OTHER})*")
_URIC = re.compile(rf"(?:[{_UNRESERVED};/?:@&=+$,\[\]]|{_ESCAPED}|{_OTHER})*")
_REGISTRY = re.compile(rf"(?:[{_UNRESERVED}$,;:@&=+]|{_ESCAPED}|{_OTHER})+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+\-.]*")
_SERVER = re.compile(
    rf"(?:(?:[{_UNRESERVED};:&=+$,]|{_ESCAPED}|{_OTHER})*@)?"
    r"(?P<host>\[[0-9A-Fa-f:.%]+\]|(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
    r"|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?)"
    r"(?::[0-9]*)?"
)
_URL_SCHEMES = frozenset({"http", "https", "ftp", "file", "jar", "mailto", "jrt", "jmod"})


class MalformedUri(ValueError):
    """A text that is no URI."""


@dataclass(frozen=True, slots=True)
class Uri:
    """A URI taken apart; None for a part that it has not. ``host`` is None too where the authority names no server."""

    scheme: str | None
    host: str | None
    fragment: str | None

    @property
    def is_url(self) -> bool:
        """Whether Java can open what it names: it is absolute, and of a kind that Java knows."""
        return self.scheme is not None and self.scheme.lower() in _URL_SCHEMES


def parse(text: str) -> Uri:
    """Takes a URI or a relative reference apart; raises MalformedUri."""
    rest, marked, fragment = text.partition("#")
    if marked and not _URIC.fullmatch(fragment):
        raise MalformedUri("the fragment has a character that is not allowed")
    scheme = None
    end = re.search(r"[:/?]", rest)
    if end is not None and end[0] == ":":
        scheme, rest = rest[: end.start()], rest[end.end() :]
        if not _SCHEME.fullmatch(scheme) or not rest:
            raise MalformedUri("the scheme is not usable, or nothing follows it")
        if not rest.startswith("/"):
            if not _URIC.fullmatch(rest):
                raise MalformedUri("there is a character that is not allowed")
            return Uri(scheme, None, fragment if marked else None)
    return Uri(scheme, _host(rest), fragment if marked else None)


def _host(hierarchical: str) -> str | None:
    host = None
    path, _, query = hierarchical.partition("?")
    if path.startswith("//"):
        authority, slash, after = path[2:].partition("/")
        if not authority and not slash and not query:
            raise MalformedUri("an authority is missing")
        host, path = _server(authority) if authority else None, f"{slash}{after}"
    if not _PATH.fullmatch(path) or not _URIC.fullmatch(query):
        raise MalformedUri("there is a character that is not allowed")
    return host


def _server(authority: str) -> str | None:
    found = _SERVER.fullmatch(authority)
    if found is not None:
        return found["host"]
    if not _REGISTRY.fullmatch(authority):
        raise MalformedUri("the authority is not usable")
    return None


def url_host(text: str) -> str:
    """The host of a URL, empty for one without; raises MalformedUri for what Java's ``URL`` does not know."""
    scheme, colon, rest = text.strip().partition(":")
    if not colon or scheme.lower() not in _URL_SCHEMES:
        raise MalformedUri("no protocol, or an unknown one")
    if not rest.startswith("//"):
        return ""
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0].rpartition("@")[2]
    return authority.partition("]")[0] + "]" if authority.startswith("[") else authority.partition(":")[0]


def against(root: str | None, uri: str | None) -> str | None:
    """A relative reference behind its client's root URL; as it is otherwise, and None where it leads nowhere."""
    if uri is None or not uri.startswith("/"):
        return uri
    return f"{root}{uri}" if root else None
