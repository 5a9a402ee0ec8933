"""The Account REST API at the path that names its version; the console is not there."""

from __future__ import annotations

from dataclasses import replace

from emulator.account import applications, credentials, linked_accounts, memberships, profile, resources, sessions
from emulator.account.access import METHODS, authenticate
from emulator.core.errors import AdminError
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.response import Deferred, Response
from emulator.web.routing import Handler, Route

_ROOT = "/realms/{realm}/account"
_HERE = f"{_ROOT}/v1alpha1"
_MEMBERS = (applications, credentials, linked_accounts, memberships, resources, sessions)


def _data(handle: Handler) -> Handler:
    """Answers who is known (401) and takes JSON (406), in this order; whoever sends something is asked what that is."""

    def answer(call: Call) -> Response | Deferred:
        if call.method in ("GET", "HEAD") and not accept.takes_json(call.headers.get("accept", "")):
            authenticate(call)
            raise AdminError(406, {"error": "HTTP 406 Not Acceptable"}, "the caller takes no JSON")
        return handle(call)

    return answer


ROUTES = [
    Route("GET", _HERE, _data(profile.read), preflight=METHODS),
    Route("POST", _HERE, _data(profile.update), preflight=METHODS),
    *(
        replace(one, path=one.path.replace(_ROOT, _HERE, 1), handle=_data(one.handle))
        for member in _MEMBERS
        for one in member.ROUTES
        if not one.path.endswith(":path}")
    ),
]
