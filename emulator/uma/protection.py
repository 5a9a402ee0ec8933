"""Who calls the protection API (UMA 2.0 Federated Authorization): a resource server, or a user of one, by a protection API token."""

from __future__ import annotations

from collections.abc import Callable

from emulator.authz import identity
from emulator.authz.faults import refused
from emulator.authz.identity import Identity
from emulator.authz.writing import Write
from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError
from emulator.login import bearer
from emulator.realm.authorization_views import PROTECTION_ROLE, ResourceServer
from emulator.realm.views import Client
from emulator.state import authorization
from emulator.state.store import RealmTables
from emulator.tokens.verify import Verified
from emulator.web import media_type, numbers
from emulator.web.call import Call
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

NO_CACHE = ("Cache-Control", "no-cache")
BASE = "/realms/{realm}/authz/protection"
MAX = 100


@dataclass(slots=True)
class Protecting:
    """A call by an identity at the resource server that its token was issued to."""

    call: Call
    identity: Identity
    client: Client
    server: ResourceServer
    token: Verified

    @property
    def tables(self) -> RealmTables:
        """The realm's tables."""
        return self.call.tables

    @property
    def write(self) -> Write:
        """What changes are made with."""
        context = self.call.context
        return Write(self.tables, self.server.id, context.ids.uuid, context.clock.millis())

    def page(self) -> slice:
        """The part of a list that ``first`` and ``max`` ask for."""
        first, limit = numbers.whole(self.call, "first"), numbers.whole(self.call, "max")
        start = max(first or 0, 0)
        count = MAX if limit is None else limit
        return slice(start, None if count < 0 else start + count)

    def flag(self, name: str) -> bool | None:
        """A yes or no of the query string; None when it is absent."""
        value = self.call.query.get(name)
        return None if value is None else value.lower() == "true"


def authenticate(call: Call, *, with_role: bool) -> Protecting:
    """The caller; raises Keycloak's 401 to a header that is no token's, its 403 to anything else. ``with_role`` asks for its role."""
    context = call.context
    if call.presented.malformed:
        raise AdminError(401, {"error": "HTTP 401 Unauthorized"}, "the Authorization header is not a scheme and a token")
    try:
        login, token = bearer.presented(context)
    except bearer.NotAccepted as error:
        refusal = refused("invalid_bearer_token", "Could not obtain bearer access_token from request.", 403)
        refusal.reason = str(error)
        raise refusal from error
    finally:
        call.settle()
    server = authorization.server(call.tables, login.client.id)
    if server is None:
        name = login.client.client_id
        raise refused("invalid_clientId", f"Client application [{name}] is not registered as a resource server.", 403)
    who = identity.of_token(call.tables, token.claims, login.user, login.client)
    if with_role and not who.has_client_role(login.client.client_id, PROTECTION_ROLE):
        raise refused("invalid_scope", "Requires uma_protection scope.", 403)
    return Protecting(call, who, login.client, server, token)


def route(method: str, path: str, handle: Callable[[Protecting], Response], *, with_role: bool = True, media: str = JSON) -> Route:
    """An endpoint of the protection API."""

    def serve(call: Call) -> Response:
        protecting = authenticate(call, with_role=with_role)
        if method in ("POST", "PUT") and media and call.body:
            media_type.consumes(call, media)
        return handle(protecting)

    return Route(method, f"{BASE}{path}", serve)


def nothing(protecting: Protecting) -> Response:
    """404 to a method that a path has only with an id behind it, or without one."""
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def done(protecting: Protecting, status: int = 204) -> Response:
    """The answer to a change, without a body."""
    return Response(status)
