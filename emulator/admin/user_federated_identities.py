"""A user's links to identity providers."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.admin.users import MANAGE, VIEW, user_of
from emulator.broker import links
from emulator.core.errors import AdminError
from emulator.web.response import Response


def listing(admin: AdminCall) -> Response:
    """The links to providers that the realm has."""
    user = user_of(admin, *VIEW)
    return found([link for link in links.of(user) if links.provider(admin.tables, link["identityProvider"]) is not None])


def create(admin: AdminCall) -> Response:
    """A new link; 409 when the user has one to the provider already."""
    user, alias = user_of(admin, MANAGE), admin.call.parameters["provider"]
    if links.to(user, alias) is not None:
        raise AdminError(409, {"errorMessage": "User is already linked with provider"})
    document = admin.body("FederatedIdentityRepresentation")
    links.put(admin.tables, user, alias, document.get("userId"), document.get("userName"))
    return done(no_cache=True)


def delete(admin: AdminCall) -> Response:
    """Ends a link."""
    user, alias = user_of(admin, MANAGE), admin.call.parameters["provider"]
    if links.to(user, alias) is None:
        raise AdminError(404, {"error": "Link not found"})
    links.remove(admin.tables, user, alias)
    return done(no_cache=True)


_ONE = "/users/{id}/federated-identity/{provider}"
ROUTES = [
    route("GET", "/users/{id}/federated-identity", listing),
    route("POST", _ONE, create, event="USER", reads="FederatedIdentityRepresentation"),
    route("DELETE", _ONE, delete, event="USER"),
]
