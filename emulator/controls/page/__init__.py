"""The page that people keep open beside their application; all that it shows and does goes through the other controls."""

from __future__ import annotations

import hashlib
from pathlib import Path

from emulator.controls import _common
from emulator.web.call import Call
from emulator.web.response import HTML, Response
from emulator.web.routing import Route

_FILES = Path(__file__).parent
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_BELOW = "page/"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_HEADERS = (
    ("Content-Security-Policy", _POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def page(call: Call) -> Response:
    """The page, with its files named as they are reached from the address that it was asked at."""
    here = _BELOW if call.request.scope["path"].endswith("/") else f"_emulator/{_BELOW}"
    text = (_FILES / "index.html").read_text(encoding="utf-8").replace("{files}", here)
    return _sent(call, HTML, text.encode())


def file(call: Call) -> Response:
    """A script, a style sheet or an image of the page."""
    name = call.parameters["file"]
    path = _FILES / name
    if path.suffix not in _TYPES or path.parent != _FILES or not path.is_file():
        raise _common.refused(_common.ControlError(f"the page has no file '{name}'", missing=True))
    return _sent(call, _TYPES[path.suffix], path.read_bytes())


def _sent(call: Call, media_type: str, content: bytes) -> Response:
    """The content, or 304 where the browser has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = [*_HEADERS, ("ETag", tag), ("Cache-Control", "no-cache")]
    if tag in call.headers.get("if-none-match", ""):
        return Response(304, headers=headers, secured=False)
    return Response(200, media_type, content, headers, secured=False)


ROUTES = [Route("GET", "/_emulator", page), Route("GET", "/_emulator/page/{file}", file)]
