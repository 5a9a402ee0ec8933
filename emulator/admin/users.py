"""Users: search, create, read, update, delete, passwords, logout."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.login import sessions
from emulator.realm import people
from emulator.realm.views import User
from emulator.state import groups, roles
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


def create(admin: AdminCall) -> Response:
    """A new user; names and email addresses that are taken are refused (409)."""
    document = admin.body("UserRepresentation")
    tables = admin.tables
    found = people.user({"enabled": False, **document}, admin.context.ids)
    found.pop("realmRoles", None)
    found["createdTimestamp"] = admin.context.clock.millis()
    name = found["username"] or (found.get("email") if tables.realm.registration_email_as_username else "")
    if not name:
        raise AdminError(400, {"field": "username", "errorMessage": "error-user-attribute-required", "params": ["username"]})
    if tables.users.one("username", name) is not None:
        raise AdminError(409, {"errorMessage": "User exists with same username"})
    if found.get("email") and not tables.realm.duplicate_emails and tables.users.many("email", found["email"]):
        raise AdminError(409, {"errorMessage": "User exists with same email"})
    passwords = admin.call.emulator.passwords
    policy, now = tables.realm.password_policy, admin.context.clock.millis()
    found["username"] = name
    found["credentials"] = [passwords.imported(c, policy, now) for c in document.get("credentials") or ()]
    tables.users.put(found["id"], found)
    role = tables.realm_role(tables.realm.default_role.get("name", ""))
    if role is not None:
        roles.add(tables, found["id"], (role.id,))
    members = [groups.by_path(tables, path) for path in document.get("groups") or ()]
    if members:
        tables.memberships.put(found["id"], tuple(group.id for group in members if group is not None))
    location = f"{admin.call.base}/admin/realms/{tables.realm.name}/users/{found['id']}"
    return Response(201, headers=[("Location", location)])


def update(admin: AdminCall) -> Response:
    """Merges a representation into the user: what is absent stays."""
    user = user_of(admin)
    document = admin.body("UserRepresentation")
    changes = {k: v for k, v in document.items() if v is not None and k not in ("id", "access", "credentials", "realmRoles", "groups")}
    for name in ("username", "email"):
        if name in changes:
            changes[name] = str(changes[name]).lower()
    if "username" in changes and not admin.tables.realm.edit_username_allowed:
        changes.pop("username")
    found = {**user.document, **changes}
    if document.get("credentials"):
        policy, now = admin.tables.realm.password_policy, admin.context.clock.millis()
        found["credentials"] = [admin.call.emulator.passwords.imported(c, policy, now) for c in document["credentials"]]
    admin.tables.users.put(user.id, found)
    return Response(204)


def reset_password(admin: AdminCall) -> Response:
    """Gives the user a new password; a temporary one has to be changed at the next login."""
    user = user_of(admin)
    document = admin.body("CredentialRepresentation")
    value = document.get("value")
    if not value:
        raise AdminError(400, {"error": "No password provided"})
    policy, now = admin.tables.realm.password_policy, admin.context.clock.millis()
    made = admin.call.emulator.passwords.credential(str(value), policy, now)
    others = [c for c in user.credentials if c.get("type") != "password"]
    actions = [action for action in user.required_actions if action != "UPDATE_PASSWORD"]
    if document.get("temporary"):
        actions.append("UPDATE_PASSWORD")
    admin.tables.users.put(user.id, {**user.document, "credentials": [made, *others], "requiredActions": actions})
    return Response(204)


def logout(admin: AdminCall) -> Response:
    """Ends all sessions of the user."""
    user = user_of(admin)
    sessions.end_all_of(admin.context, user.id, offline=False)
    admin.tables.users.put(user.id, {**user.document, "notBefore": admin.context.clock.seconds()})
    return Response(204)


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
    route("POST", "/users", create, "manage-users"),
    route("PUT", "/users/{id}", update, "manage-users"),
    route("PUT", "/users/{id}/reset-password", reset_password, "manage-users"),
    route("POST", "/users/{id}/logout", logout, "manage-users", media=""),
    route("DELETE", "/users/{id}", delete, "manage-users"),
]
