"""Every raised error becomes an answer here, and only here."""

from __future__ import annotations

import importlib
import traceback

from emulator.core.errors import UNKNOWN_ERROR, AdminError, BearerError, EmulatorError, OAuthError, PageError, RegistrationError, Unforeseen
from emulator.realm.texts import Text
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.issuer import CONTROLS
from emulator.web.response import TEXT, Response, json_response

_NOT_IMPLEMENTED = 501
_WORDED = frozenset({"invalid_input", "invalid_request", "access_denied", "not_allowed"})
"""Errors that endpoints word themselves without a description; those with one are worded too, but for the two below."""
_UNWORDED = frozenset({"unknown_error", "conflict", "Feature not enabled"})
_UNREAD = "Cannot parse the JSON"


def render(call: Call, error: EmulatorError, error_page: str) -> Response:
    """The answer to an error; anything unforeseen is Keycloak's 500, with a traceback in the log only.

    ``error_page`` is the module whose ``render`` shows a PageError; it is imported when the first one is shown.
    """
    if not isinstance(error, Unforeseen):
        call.log.append(str(error))
    told = as_page(call, error)
    if told is not None:
        return _page(call, told, error_page, secured=not (isinstance(error, AdminError) and error.late))
    if isinstance(error, OAuthError):
        body = {"error": error.error}
        if error.description is not None:
            body["error_description"] = error.description
        return json_response(body, error.status, list(error.headers.items()))
    if isinstance(error, BearerError):
        return Response(error.status, TEXT.lower(), b"", [("WWW-Authenticate", challenge(error))])
    if isinstance(error, AdminError):
        status = _status(error)
        response = Response(status) if error.body is None else json_response(error.body, status)
        response.secured = not error.late
        return response
    call.log.append("".join(traceback.format_exception(error.__cause__ or error)))
    return unknown_error()


def as_page(call: Call, error: EmulatorError) -> PageError | None:
    """What a page tells of an error; None where the answer is no page."""
    if isinstance(error, PageError):
        return error
    if not isinstance(error, AdminError) or not _is_for_people(call, error):
        return None
    status = _status(error)
    return PageError(Text("pageNotFound" if status == 404 else "internalServerError"), status, linked=False, bare=True)


def _status(error: AdminError) -> int:
    # What Keycloak answers with 500 because it did not expect it is a fault of the request all the same; 501 is meant so.
    return 400 if error.status >= 500 and error.status != _NOT_IMPLEMENTED else error.status


def _page(call: Call, error: PageError, error_page: str, *, secured: bool = True) -> Response:
    page: Response = importlib.import_module(error_page).render(call, error)
    page.secured = secured
    return page


def _is_for_people(call: Call, error: AdminError) -> bool:
    """Whether somebody with a browser meets an error that no endpoint has worded: it is told as a page."""
    body = error.body or {}
    is_unforeseen = body.get("error") in _UNWORDED or body.get("error_description") == _UNREAD
    is_worded = "error" not in body or "error_description" in body or body["error"] in _WORDED
    worded = isinstance(error, RegistrationError) or (is_worded and not is_unforeseen)
    return not worded and not call.path.startswith(CONTROLS) and accept.asks_for_pages(call.headers.get("accept", ""))


def unknown_error() -> Response:
    """Keycloak's answer to anything unforeseen."""
    return json_response(UNKNOWN_ERROR, 500)


def challenge(error: BearerError) -> str:
    """``WWW-Authenticate`` of a refused token (RFC 6750 section 3, RFC 9449 section 7.1)."""
    scheme = f'DPoP algs="{" ".join(error.algorithms)}",' if error.algorithms else "Bearer"
    parts = [f'{scheme} realm="{error.realm}"']
    if error.error:
        parts.append(f'error="{error.error}"')
    if error.description:
        parts.append(f'error_description="{error.description}"')
    return ", ".join(parts)


def not_found(message: str = "HTTP 404 Not Found") -> AdminError:
    """A path that leads nowhere, in the words of the place where it ends."""
    return AdminError(404, {"error": message})
