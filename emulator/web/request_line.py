"""Request lines that no endpoint sees: what is no URI, a path that can be read in two ways, control characters in the query.

As observed: these answers have neither security nor CORS headers, and come before the realm is looked up.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from emulator.core.json_text import json_text
from emulator.web.response import Response

_ESCAPE = rb"%[0-9A-Fa-f]{2}"
_PATH = re.compile(rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|" + _ESCAPE + rb")*")
_QUERY = re.compile(rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]|" + _ESCAPE + rb")*")
_CONTROL = re.compile(rb"=[^&]*%(?:0[0-8bcefBCEF]|1[0-9a-fA-F])")
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
        body = json_text({"error": "Blocking invalid query parameter value"})
        return Response(400, "application/json", body), "a control character in a query parameter"
    return None


def _dotted(path: bytes) -> bool:
    return any(unquote(segment) in {".", ".."} for segment in path.decode("ascii").split("/"))


def _told(error: str, description: str) -> Response:
    return Response(400, _JSON, json_text({"error": error, "error_description": description}))
