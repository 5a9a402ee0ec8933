"""Requests that no endpoint sees: a target that is no URI, or can be read in two ways, control characters in the query, a bad Host.

As observed: these answers have neither security nor CORS headers, and come before the realm is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from urllib.parse import unquote

from emulator.core.json_text import json_text
from emulator.web.response import Response

_LAST_PORT = 65_535
_HOST = re.compile(rb"(?:\[([0-9A-Za-z:.%]+)\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::([0-9]{0,9}))?")
_ESCAPE = rb"%[0-9A-Fa-f]{2}"
_PATH = re.compile(rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|" + _ESCAPE + rb")*")
_QUERY = re.compile(rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]|" + _ESCAPE + rb")*")
_CONTROL = re.compile(rb"=[^&]*%(?:0[0-8bcefBCEF]|1[0-9a-fA-F])")
BLOCKED = json_text({"error": "Blocking invalid query parameter value"})
"""What programs are told of a control character; people get a page."""
_JSON = "application/json; charset=UTF-8"


def refused(path: bytes, query: bytes) -> tuple[Response, str] | None:
    """The answer to a request with this path and query string, as sent, and the reason for the log; None for all that are in order."""
    if not path.startswith(b"/"):
        return Response(404), "the request's target is no path"
    if not (_PATH.fullmatch(path) and _QUERY.fullmatch(query)):
        return Response(400), "the request's target is no URI (RFC 3986): a character is not allowed in it, or an escape is broken"
    if b";" in path:
        return _told("invalidCharacter", "Request path contains invalid character ';'"), "';' in the path"
    if b"//" in path or ((b"." in path or b"%" in path) and _dotted(path)):
        return _told("missingNormalization", "Request path not normalized"), "the path has an empty segment, '.' or '..'"
    if b"%" in query and _CONTROL.search(query):
        return Response(400, "application/json", BLOCKED), "a control character in a query parameter"
    return None


def host_refused(headers: Iterable[tuple[bytes, bytes]], *, needed: bool) -> str:
    """Why the Host header of a request will not do (RFC 9112 section 3.2), for the log; empty where it does.

    As observed on Keycloak, but for two Host headers, of which it takes the first. ``needed`` says that there has to be one.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        return "the request has more than one Host header" if hosts else "the request has no Host header" if needed else ""
    match = _HOST.fullmatch(hosts[0])
    if match is None or (match[2] and int(match[2]) > _LAST_PORT) or (match[1] is not None and not _is_address(match[1])):
        return "the Host header is no host with a port"
    return ""


def _is_address(text: bytes) -> bool:
    try:
        return bool(IPv6Address(text.decode("ascii").replace("%25", "%")))
    except ValueError:
        return False


def _dotted(path: bytes) -> bool:
    return any(unquote(segment) in {".", ".."} for segment in path.decode("ascii").split("/"))


def _told(error: str, description: str) -> Response:
    return Response(400, _JSON, json_text({"error": error, "error_description": description}))
