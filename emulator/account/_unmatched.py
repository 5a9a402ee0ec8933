"""What a path of the Account REST API answers to a method that it has not, as observed.

Who calls is asked first. Then the class that the path belongs to: it may ask for a role, and a method that it has at another of its paths
is unknown (404), any other is not allowed (405).
"""

from __future__ import annotations

from collections.abc import Sequence

from emulator.account.access import MANAGE, VIEW, authenticate, require_shared, wants_json
from emulator.core.errors import AdminError
from emulator.web.call import Call

_METHODS = {"sessions": "GET DELETE", "credentials": "GET DELETE PUT", "linked-accounts": "GET DELETE", "resources": "GET PUT"}
_OWN = "GET POST PUT DELETE"
_VERSION = "v1alpha1"


def refuse(call: Call, path: Sequence[str]) -> None:
    """Raises AdminError for a call for data; ``path`` are the segments behind ``account``."""
    if not wants_json(call):
        return
    account = authenticate(call)
    name = next(iter(path), "")
    if name == _VERSION:
        name = next(iter(path[1:]), "")
    elif name[:1] == "v" and name[1:2].isdigit():
        raise AdminError(404, {"error": "API version not found"})
    if name == "sessions" and not account.may(MANAGE, VIEW):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=f"the token has neither {MANAGE} nor {VIEW}")
    if name == "resources":
        require_shared(account)
    if call.method in _METHODS.get(name, _OWN).split():
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
