"""Endpoints of the Account REST API, which share their paths with the pages of the console."""

from __future__ import annotations

from collections.abc import Callable

from emulator.account import console
from emulator.account.access import METHODS, AccountCall, authenticate, is_for_data
from emulator.core.errors import AdminError
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def route(
    method: str, path: str, handle: Callable[[AccountCall], Response], *any_of: str, before: Callable[[AccountCall], None] | None = None
) -> Route:
    """An endpoint below the account, for tokens with one of these roles; without any named, for all tokens.

    ``before`` looks at what the realm has, which comes before the roles.
    """
    return Route(method, f"/realms/{{realm}}/account{path}", guarded(handle, *any_of, before=before), preflight=METHODS)


def guarded(
    handle: Callable[[AccountCall], Response], *any_of: str, before: Callable[[AccountCall], None] | None = None
) -> Callable[[Call], Response]:
    """What answers a call for data, for tokens with one of these roles; who asks for anything else gets the console."""

    def answer(call: Call) -> Response:
        if not is_for_data(call):
            return console.entered(call)
        account = authenticate(call)
        if before is not None:
            before(account)
        if any_of and not account.may(*any_of):
            raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=f"the token has none of {', '.join(any_of)}")
        return handle(account)

    return answer
