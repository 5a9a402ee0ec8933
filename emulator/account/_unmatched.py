"""What a path of the Account REST API answers to a method that it has not, as observed.

Who calls is asked first. Then the class that the path belongs to: it may ask for a role, and a method that it has at another of its paths
is unknown (404), any other is not allowed (405).
"""

from __future__ import annotations

from collections.abc import Sequence

from emulator.account.access import MANAGE, VIEW, authenticate, is_for_data, require_shared, version
from emulator.core.errors import AdminError
from emulator.realm.refusal import feature_off
from emulator.web.call import Call

_METHODS = {
    "sessions": "GET DELETE", "credentials": "GET DELETE PUT", "linked-accounts": "GET DELETE", "resources": "GET PUT",
    "verifiable-credentials": "GET DELETE", "issued-verifiable-credentials": "GET DELETE",
}  # fmt: skip
_CREDENTIALS = ("verifiable-credentials", "issued-verifiable-credentials")
"""Of a feature that is not here, which lists what there is, and ends one of them."""
_OWN = "GET POST PUT DELETE"
_VERSION = "v1alpha1"


def refuse(call: Call, path: Sequence[str]) -> None:
    """Raises AdminError for a call for data; ``path`` are the segments behind ``account``."""
    if not is_for_data(call):
        return
    account = authenticate(call)
    if version(call) not in ("", _VERSION):
        raise AdminError(404, {"error": "API version not found"})
    behind = path[1:] if version(call) else path
    name = next(iter(behind), "")
    if name == "sessions" and not account.may(MANAGE, VIEW):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=f"the token has neither {MANAGE} nor {VIEW}")
    if name == "resources":
        require_shared(account)
    if name in _CREDENTIALS and (call.method, len(behind)) in {("GET", 1), ("HEAD", 1), ("DELETE", 2)}:
        raise feature_off("oid4vc-vci")
    if call.method in _METHODS.get(name, _OWN).split():
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
