"""What Keycloak's admin console asks beside the Admin API: the realm in one piece, names of realms, users with their lockouts."""

from __future__ import annotations

from typing import Any

from emulator.admin import attack_detection, realms, user_profile, user_search
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found, strict_page
from emulator.realm import ldap
from emulator.realm.gates.user_storage import first
from emulator.state.management import RANKS
from emulator.web.response import Response, json_response

_USERS = ("view-users", "manage-users", "query-users")
_LISTENERS = ("jboss-logging", "email")
_STATUS = ("numFailures", "disabled", "lastIPFailure", "lastFailure")
_PROFILE = "upConfig"


def info(admin: AdminCall) -> Response:
    """Whether users may come out of a storage of others: the console then lists none of them unasked."""
    storages = admin.tables.components.many("type", ldap.STORAGE)
    enabled = any((first(storage.get("config", {}), "enabled") or "true").lower() == "true" for storage in storages)
    return json_response({"userProfileProvidersEnabled": enabled}, charset=True)


def names(admin: AdminCall) -> Response:
    """Names of the realms that the caller administers, by name; ``search`` is part of one."""
    search = (admin.call.query.get("search") or "").lower()
    shown: list[dict[str, Any]] = []
    for tables in sorted(admin.call.emulator.store.realms, key=lambda one: one.realm.name):
        realm = tables.realm
        sought = search in realm.name.lower() or search in realm.display_name.lower()
        if sought and realms.administers(admin.caller, tables):
            shown.append({"name": realm.name, **({"displayName": realm.display_name} if realm.display_name else {})})
    return found(strict_page(admin, shown))


def listeners(admin: AdminCall) -> Response:
    """Event listeners that a realm may name."""
    return json_response([{"id": name} for name in _LISTENERS], charset=True)


def update(admin: AdminCall) -> Response:
    """A realm and, where ``upConfig`` is there, its user profile: both or neither."""
    document = admin.body("UIRealmRepresentation")
    profile = document.pop(_PROFILE, None)
    response = realms.update_with(admin, document)
    if profile is not None:
        user_profile.put(admin, profile)
    return response


def locked_users(admin: AdminCall) -> Response:
    """Users as ``/users`` finds them, each with what brute force protection knows of it."""
    shown, show = [], user_search.shown(admin)
    for document in user_search.wanted(admin):
        status = attack_detection.of(admin.context, document["id"])
        shown.append({**show(document), "bruteForceStatus": {name: status[name] for name in _STATUS}})
    return json_response(shown, charset=True)


ROUTES = [
    route("PUT", "/ui-ext", update, "manage-realm", event="REALM", reads="UIRealmRepresentation"),
    route("GET", "/ui-ext/info", info, *sorted(RANKS)),
    route("GET", "/ui-ext/realms/names", names),
    route("GET", "/ui-ext/available-event-listeners", listeners, "view-events", "manage-events"),
    route("GET", "/ui-ext/brute-force-user", locked_users, *_USERS),
]
