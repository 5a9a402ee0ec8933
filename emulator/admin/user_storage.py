"""User storage providers: no directory is asked. What stands for one is the users that the realm's file lists for the component."""

from __future__ import annotations

from emulator.admin import users
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm import ldap
from emulator.realm.views import User
from emulator.web.response import Response

_LINK = "federationLink"
_ACTIONS = ("triggerFullSync", "triggerChangedUsersSync")
_DIRECTIONS = ("fedToKeycloak", "keycloakToFed")
_OF_MAPPERS = {"group-ldap-mapper": "groups", "role-ldap-mapper": "roles"}
_USERS = "0 imported users, 0 updated users"


def _component(admin: AdminCall) -> Document:
    """The user storage of the path; raises 404."""
    component = admin.tables.components.get(admin.call.parameters["id"])
    if component is None or component.get("providerType") != ldap.STORAGE:
        raise AdminError(404, {"error": "Could not find component"})
    return component


def _linked(admin: AdminCall, component: Document) -> list[User]:
    return [User(document) for document in admin.tables.users if document.get(_LINK) == component["id"]]


def name(admin: AdminCall) -> Response:
    """What the component is called."""
    component = _component(admin)
    return found({"name": component["name"], "id": component["id"]})


def sync(admin: AdminCall) -> Response:
    """Takes the users that the realm's file lists for the component: those who are gone come back, the others are as they were."""
    component, action = _component(admin), admin.call.query.get("action")
    if not action:
        raise AdminError(400, {"error": "Missing action"})
    if action not in _ACTIONS:
        raise AdminError(400, {"error": f"Unknown action: {action}"})
    listed = [document for document in admin.tables.directory if document.get(_LINK) == component["id"]]
    gone = [document for document in listed if admin.tables.users.one("username", document["username"]) is None]
    for document in gone:
        admin.tables.users.put(document["id"], document)
    added, updated = len(gone), len(listed) - len(gone) if action == _ACTIONS[0] else 0
    return _result(admin, action, added, updated, f"{added} imported users, {updated} updated users")


def _result(admin: AdminCall, action: str, added: int, updated: int, status: str) -> Response:
    """SynchronizationResult; the event of the action shows it too."""
    result = {"ignored": False, "added": added, "updated": updated, "removed": 0, "failed": 0, "status": status}
    admin.changed = {"result": result, "action": action}
    return found(result)


def remove_imported(admin: AdminCall) -> Response:
    """Removes the users that came by the component."""
    for user in _linked(admin, _component(admin)):
        users.remove(admin, user)
    return done(no_cache=True)


def unlink(admin: AdminCall) -> Response:
    """Makes the users that came by the component ordinary ones."""
    for user in _linked(admin, _component(admin)):
        admin.tables.users.put(user.id, {member: value for member, value in user.document.items() if member != _LINK})
    return done(no_cache=True)


def sync_mapper(admin: AdminCall) -> Response:
    """What a mapper takes over from the directory, or gives to it: nothing, there is none."""
    _component(admin)
    mapper = admin.tables.components.get(admin.call.parameters["mapper"])
    if mapper is None or mapper.get("providerType") != ldap.MAPPER:
        raise AdminError(404, {"error": "Mapper model not found"})
    direction = admin.call.query.get("direction")
    if direction not in _DIRECTIONS:
        raise AdminError(400, {"error": f"Unknown direction: {direction or 'null'}"})
    return _result(admin, direction, 0, 0, _status(str(mapper.get("providerId")), direction))


def _status(provider: str, direction: str) -> str:
    things = _OF_MAPPERS.get(provider)
    if things is None:
        return _USERS
    if direction == _DIRECTIONS[0]:
        return f"0 imported {things}, 0 updated {things}, 0 removed {things}"
    return f"0 {things} imported to LDAP, 0 {things} updated to LDAP, 0 {things} removed from LDAP"


_BASE = "/user-storage/{id}"
ROUTES = [
    route("GET", f"{_BASE}/name", name, "view-users", "manage-users", "query-users"),
    route("POST", f"{_BASE}/sync", sync, "manage-users", media="", event="REALM", operation="ACTION"),
    route("POST", f"{_BASE}/remove-imported-users", remove_imported, "manage-users", media=""),
    route("POST", f"{_BASE}/unlink-users", unlink, "manage-users", media=""),
    route("POST", f"{_BASE}/mappers/{{mapper}}/sync", sync_mapper, "manage-users", media="", event="REALM", operation="ACTION"),
]
