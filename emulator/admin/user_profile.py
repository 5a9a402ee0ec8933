"""The realm's user profile: its configuration, and what forms are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.admin import admin_events, user_attributes
from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.core.json_text import json_text
from emulator.login.profile.config import PROFILE_CONFIG, USER_PROFILE, config
from emulator.login.profile.validators import keeps_rules
from emulator.realm.gates import user_profile as gate
from emulator.realm.refusal import broken
from emulator.realm.user_profile import DEFAULT_PROFILE, normalized
from emulator.web.response import Response, json_response

_VIEW = ("view-realm", "manage-realm", "view-users", "manage-users", "query-users")


def read(admin: AdminCall) -> Response:
    """UPConfig."""
    return json_response(config(admin.tables), charset=True)


def metadata(admin: AdminCall) -> Response:
    """UserProfileMetadata of a user who is not there yet."""
    return json_response(user_attributes.profile(admin.tables, None).metadata(), charset=True)


def replace(admin: AdminCall) -> Response:
    """Another UPConfig; an empty body, or ``null``, brings Keycloak's own back. One that is as before leaves no event, as observed."""
    is_reset, before = admin.call.body.strip() in (b"", b"null"), config(admin.tables)
    put(admin, DEFAULT_PROFILE if is_reset else admin.body("UPConfig"))
    response = json_response(config(admin.tables))
    if not is_reset:
        admin.changed = dict(config(admin.tables))
    if is_reset or admin.changed != before:
        admin_events.record(admin, response, "USER_PROFILE", "UPDATE")
    return response


def put(admin: AdminCall, profile: Mapping[str, Any]) -> None:
    """Gives the realm another UPConfig; raises AdminError for the first fault."""
    tables = admin.tables
    problems = gate.faults(profile, [scope["name"] for scope in tables.client_scopes], keeps_rules)
    if any(problem.kind == "unforeseen" for problem in problems):
        raise broken(problems[0].message)
    if problems:
        raise AdminError(400, {"errorMessage": gate.sentence(problems)})
    stored = {PROFILE_CONFIG: [json_text(normalized(profile)).decode()]}
    existing = tables.components.many("type", USER_PROFILE)
    if existing:
        tables.components.put(existing[0]["id"], {**existing[0], "config": {**existing[0].get("config", {}), **stored}})
    else:
        identifier = admin.context.ids.component()
        component = {
            "id": identifier, "name": "declarative-user-profile", "providerId": "declarative-user-profile", "providerType": USER_PROFILE,
            "parentId": tables.id, "subComponents": {}, "config": stored,
        }  # fmt: skip
        tables.components.put(identifier, component)


ROUTES = [
    route("GET", "/users/profile", read, *_VIEW),
    route("GET", "/users/profile/metadata", metadata, *_VIEW),
    route("PUT", "/users/profile", replace, "manage-realm", reads="UPConfig"),
]
