"""Users: search, read, delete."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.login import sessions
from emulator.realm.views import User
from emulator.web.response import Response, json_response

_NO_CACHE = [("Cache-Control", "no-cache")]
_HIDDEN = frozenset({"credentials", "clientConsents", "federatedIdentities"})


def representation(user: User) -> dict[str, Any]:
    """The user as the Admin API shows it."""
    return {k: v for k, v in user.document.items() if k not in _HIDDEN}


def listing(admin: AdminCall) -> Response:
    """Users whose fields contain (or, with ``exact``, are) what is asked for."""
    query = admin.call.query
    exact = query.get("exact") == "true"
    wanted = {name: (query.get(name) or "").lower() for name in ("username", "email", "firstName", "lastName") if query.get(name)}
    found = []
    for document in admin.tables.users:
        if document.get("serviceAccountClientId"):
            continue
        values = {name: str(document.get(name) or "").lower() for name in wanted}
        if all(values[n] == w if exact else w in values[n] for n, w in wanted.items()):
            found.append(representation(User(document)))
    return json_response(found, headers=list(_NO_CACHE))


def user_of(admin: AdminCall) -> User:
    """The user of the path; raises 404."""
    found = admin.tables.user(admin.call.parameters["id"])
    if found is None:
        raise AdminError(404, {"error": "User not found"})
    return found


def read(admin: AdminCall) -> Response:
    """One user."""
    return json_response(representation(user_of(admin)), headers=list(_NO_CACHE))


def delete(admin: AdminCall) -> Response:
    """Deletes a user with sessions, roles and memberships."""
    user = user_of(admin)
    sessions.end_all_of(admin.context, user.id)
    admin.tables.role_mappings.delete(user.id)
    admin.tables.memberships.delete(user.id)
    admin.tables.login_failures.delete(user.id)
    admin.tables.users.delete(user.id)
    return Response(204)


ROUTES = [
    route("GET", "/users", listing, "view-users", "manage-users", "query-users"),
    route("GET", "/users/{id}", read, "view-users", "manage-users"),
    route("DELETE", "/users/{id}", delete, "manage-users"),
]
