"""API tokens of users (an extension to Keycloak): listed and revoked. In a realm that has none, these paths do not exist."""

from __future__ import annotations

from dataclasses import replace

from emulator.admin.access import AdminCall, Handle, route
from emulator.admin.answers import done, found, page
from emulator.admin.users import MANAGE, VIEW, user_of
from emulator.core.errors import AdminError
from emulator.realm.api_tokens import are_enabled
from emulator.state import api_tokens
from emulator.state.store import RealmTables
from emulator.tokens.api_tokens.shown import representation
from emulator.web.response import Response
from emulator.web.routing import Route


def listing(admin: AdminCall) -> Response:
    """All tokens of the realm with their owners; ``first`` and ``max`` choose a part."""
    tables = admin.tables
    shown = []
    for token in page(admin, list(tables.api_tokens)):
        user = tables.user(token.user_id)
        shown.append({**representation(tables, token), "userId": token.user_id, "username": user.username if user is not None else None})
    return found(shown)


def of_user(admin: AdminCall) -> Response:
    """The tokens of a user."""
    user = user_of(admin, *VIEW)
    return found([representation(admin.tables, one) for one in admin.tables.api_tokens.many("user", user.id)])


def delete(admin: AdminCall) -> Response:
    """Ends a token of a user at once."""
    user = user_of(admin, MANAGE)
    token = admin.tables.api_tokens.get(admin.call.parameters["token"])
    if token is None or token.user_id != user.id:
        raise AdminError(404, {"error": "API token not found"})
    api_tokens.forget(admin.tables, token)
    return done(no_cache=True)


def _exist(tables: RealmTables) -> bool:
    return are_enabled(tables.realm)


def _route(method: str, path: str, handle: Handle, *any_of: str, event: str = "") -> Route:
    return replace(route(method, path, handle, *any_of, event=event), exists=_exist)


ROUTES = [
    _route("GET", "/api-tokens", listing, *VIEW),
    _route("GET", "/users/{id}/api-tokens", of_user),
    _route("DELETE", "/users/{id}/api-tokens/{token}", delete, event="USER"),
]
