"""How a call gets into the Admin API: its endpoints, what a caller may do there, and what is answered where there is none.

All as observed on Keycloak.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from emulator.admin import _arrival, _closed, _unmatched, admin_events, fine_grained
from emulator.admin.callers import Caller, authenticate, forbidden
from emulator.core.errors import AdminError
from emulator.state import master
from emulator.web import errors, numbers
from emulator.web.call import Call
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

PREFLIGHT = "DELETE, POST, GET, PUT"
_RESOURCES = ("realms", "serverinfo")
_VERSION_2 = "api"
"""Where the Admin API's second version would lie, a feature that is off."""
_SERVER = "/clients/{client}/authz/resource-server"
_NOTHING = (b"", b"null")
_UNCONDITIONAL = (f"{_SERVER}/policy", f"{_SERVER}/permission")


def beyond(call: Call) -> Route | None:
    """See ``emulator.admin.beyond``."""
    segments = call.path.strip("/").split("/")
    if segments[1:2] == [_VERSION_2]:
        if len(segments) == 2:
            return None
        raise errors.not_found()
    if len(segments) < 2 or segments[1] not in _RESOURCES:
        # Below the Admin API a path that leads nowhere has a method, the one of preflight requests.
        if len(segments) < 2 or call.method == "OPTIONS" or segments[2:3] == ["console"]:
            return None
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"}, late=True)
    if call.method == "OPTIONS":
        return Route("OPTIONS", call.path, lambda _: Response(200), preflight=PREFLIGHT)
    call.cors.exposed = "Location" if segments[1] == "realms" else ""
    authenticate(call)
    if len(segments) > 2:
        tables = call.emulator.store.realm(unquote(segments[2]))
        if segments[1] == "realms" and tables is None:
            raise errors.not_found("Realm not found.")
        behind = [unquote(segment) for segment in segments[3:]]
        if segments[1] == "realms" and tables is not None:
            _arrival.refuse_missing(tables, call.method, behind)
        if segments[1] != "realms" or tables is None or _unmatched.is_unknown(call.method, behind, call.parameters.values() or None):
            raise errors.not_found()
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    return None


class AdminCall:
    """A call to the Admin API by an authenticated caller.

    ``tables`` are those of the realm in the path, ``realm`` is how the realm was when the call began. ``changed`` is what the event of
    the change shows, where that is not the request's body; ``details`` are what it says of whom the change was about, ``told_at`` is
    where it says that the change was, if not at the path. ``place`` is the path of the route, with its parameters in braces.
    """

    __slots__ = ("_document", "call", "caller", "changed", "context", "details", "place", "realm", "tables", "told_at")

    def __init__(self, call: Call, caller: Caller, place: str = "") -> None:
        self.call = call
        self.caller = caller
        self.place = place
        self._document: dict[str, Any] | None = None
        self.changed: dict[str, Any] | None = None
        self.told_at = ""
        self.details: dict[str, str] = {}
        self.tables = call.tables
        self.context = call.context
        self.realm = call.context.realm

    def body(self, representation: str) -> dict[str, Any]:
        """The request body as this representation; raises Keycloak's refusal of what it cannot read."""
        if self._document is None:
            from emulator.web import request_body

            self._document = request_body.parse(self.call.body, representation)
        return self._document

    def mapping(self) -> dict[str, Any]:
        """The request body as an object of any members; raises as ``body`` does."""
        from emulator.web import request_body

        return request_body.parse_object(self.call.body)

    def texts(self) -> dict[str, Any]:
        """The request body as an object whose members are texts, or what may stand for one; raises as ``body`` does."""
        from emulator.web import request_body

        return request_body.parse_object(self.call.body, flat=True)

    def read(self, representation: str) -> None:
        """Reads the request body ahead; raises as ``body`` does. What ends with ``[]`` names a list's members.

        ``{}`` is any object, ``{string}`` one of texts.
        """
        from emulator.web import request_body

        if representation in ("{}", "{string}"):
            self.texts() if representation == "{string}" else self.mapping()
        elif representation.endswith("[]"):
            request_body.parse_list(self.call.body, representation.removesuffix("[]"))
        else:
            self.body(representation)

    def number(self, name: str) -> int | None:
        """A whole number of the query string, of 32 bits at most; None when it is absent or empty, 404 when it is none."""
        return numbers.whole(self.call, name)

    def flag(self, name: str) -> bool | None:
        """A true or false of the query string; None when it is absent or empty. Anything but ``true`` is false."""
        text = self.call.query.get(name)
        return text.lower() == "true" if text else None

    def may(self, *any_of: str) -> bool:
        """Whether the caller has any of these management roles for the realm."""
        return any(self.caller.has(self.tables, role) for role in any_of)

    def require(self, *any_of: str) -> None:
        """Refuses a caller without any of these management roles, and without permissions that stand in for them (403)."""
        if not self.may(*any_of) and not fine_grained.allows(self, any_of):
            raise forbidden(f"user '{self.caller.user.username}' has none of the roles {', '.join(any_of)}")


Handle = Callable[[AdminCall], Response]
_OPERATIONS = {"POST": "CREATE", "PUT": "UPDATE", "DELETE": "DELETE"}


def route(
    method: str, path: str, handle: Handle, *any_of: str, media: str = JSON, reads: str = "", event: str = "", operation: str = ""
) -> Route:
    """An admin endpoint below ``/admin/realms/{realm}`` for callers with any of these roles (none named: it checks itself).

    ``reads`` is the representation of the body (``…[]`` a list of them), read before anything is checked but who owns what the path
    names. ``event`` is the type of resource of the admin event that a success leaves, empty for none; its ``operation`` follows from
    the method unless it is another.
    """

    def serve(call: Call) -> Response:
        call.cors.exposed = "Location"
        caller = authenticate(call)
        if caller.tables is not call.tables and caller.tables.realm.name != master.MASTER:
            raise forbidden(f"user '{caller.user.username}' is of the realm '{caller.tables.realm.name}'")
        admin = AdminCall(call, caller, path)
        _arrival.refuse_missing_client(admin, path)
        if call.method == "HEAD" and _unmatched.has_no_head(path.split("/")[1:]):
            raise errors.not_found()
        if method == "GET" and ("first" in call.query or "max" in call.query):
            _arrival.check_numbers(admin, path)
        if method != "GET" and _arrival.owner_is_there(admin, path):
            if reads or method in ("POST", "PUT"):
                _arrival.check_media(call, media)
            if reads and call.body.strip() not in _NOTHING and (media or call.content_type in (JSON, "")):
                admin.read(reads)
        if any_of:
            admin.require(*any_of)
        _closed.refuse(admin.tables, method, path, call.parameters)
        response = handle(admin)
        if (
            response.status == 200
            and response.media_type.endswith("charset=UTF-8")
            and not _arrival.is_acceptable(call, path, response.media_type)
        ):
            raise AdminError(406, {"error": "HTTP 406 Not Acceptable"}, f"asked for was {call.headers.get('accept')}")
        return _finished(admin, response, event, operation or _OPERATIONS.get(method, ""))

    return Route(method, f"/admin/realms/{{realm}}{path}", serve, preflight=PREFLIGHT)


def _finished(admin: AdminCall, response: Response, event: str, operation: str) -> Response:
    """The answer with what all of them have; the event of the change is kept."""
    if event:
        admin_events.record(admin, response, event, operation)
    return response
