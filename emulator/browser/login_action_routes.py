"""Routes below ``login-actions``: nothing there may be cached, and every path answers every method alike, as observed."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.errors import AdminError, EmulatorError
from emulator.pages.render import NO_STORE
from emulator.web import media_type
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

Handler = Callable[[Call], Response]
_BASE = "/realms/{realm}/login-actions"
_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_SOME_PATH = ("GET", "POST", "HEAD")


def routes(path: str, *, head: Handler | None = None, get: Handler | None = None, post: Handler | None = None) -> list[Route]:
    """The routes of one path: those that are given, and how it answers all other methods."""
    handlers = {"HEAD": head, "GET": get, "POST": post, "OPTIONS": _options}
    return [Route(method, f"{_BASE}/{path}".rstrip("/"), _uncached(handlers.get(method) or _nowhere)) for method in _METHODS]


def _options(call: Call) -> Response:
    return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS"), NO_STORE])


def _nowhere(call: Call) -> Response:
    """As observed, a method that some path here has is missing for this path; another one is refused."""
    if call.method in _SOME_PATH:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def _uncached(handle: Handler) -> Handler:
    """Errors are not to be cached either; a form that nobody can read is refused before anything else."""

    def guarded(call: Call) -> Response:
        try:
            if call.method == "POST":
                media_type.check_form(call.headers.get("content-type", ""), call.body)
            return handle(call)
        except EmulatorError:
            call.notes.append(NO_STORE)
            raise

    return guarded
