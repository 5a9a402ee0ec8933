"""Files of Keycloak's consoles, as their pages ask for them: below a version that changes when they do, so that browsers may keep them."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from emulator.consoles.consoles import THEMES
from emulator.consoles.sources import Content, File
from emulator.web.call import Call
from emulator.web.response import JSON, Response, redirect
from emulator.web.routing import Route

_KEEP = ("Cache-Control", "max-age=2592000")
_BUILT = "assets/"
"""The files below it have a name of their own for each content."""
_BYTES = "application/octet-stream"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": JSON,
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": _BYTES,
}


def read(call: Call) -> Response:
    """A file; on to its own version where it is asked for by another one."""
    consoles, asked = call.emulator.consoles, call.parameters
    kind, theme, path = asked["kind"], asked["locale"], asked["rest"]
    file = consoles.resource(kind, theme, path) if consoles is not None else None
    if consoles is not None and file is None and kind in THEMES:
        # A theme that nobody knows is the usual one.
        theme = THEMES[kind]
        file = consoles.resource(kind, theme, path)
    if consoles is None or file is None:
        return Response(404, framed=False)
    if asked["name"] != consoles.version:
        return redirect(f"{call.base}/resources/{consoles.version}/{kind}/{theme}/{quote(path)}", 307)
    headers = [_KEEP, *([("ETag", consoles.version)] if path.startswith(_BUILT) else [])]
    if call.headers.get("if-none-match", "") == consoles.version and path.startswith(_BUILT):
        return Response(304, headers=headers)
    return _sent(call, path, file, headers)


def _sent(call: Call, path: str, file: File, headers: list[tuple[str, str]]) -> Response:
    """The file as it lies in the jar, where the caller takes gzip."""
    gzip = "gzip" in call.headers.get("accept-encoding", "")

    def body() -> tuple[bytes, bool]:
        content: Content = file.read()
        framed = content.gzipped() if gzip else None
        return (framed, True) if framed is not None else (content.plain(), False)

    sent, is_gzip = call.answers.ask(("console file", path, gzip), body)
    encoding = [("Content-Encoding", "gzip")] if is_gzip else []
    media_type = _TYPES.get(PurePosixPath(path).suffix, _BYTES)
    return Response(200, media_type, sent, [*headers, *encoding, ("Vary", "Accept-Encoding")])


ROUTES = [Route("GET", "/resources/{name}/{kind}/{locale}/{rest:path}", read)]
