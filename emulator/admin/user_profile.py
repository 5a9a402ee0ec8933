"""The realm's user profile: its configuration, and what forms are told of it."""

from __future__ import annotations

from typing import Any

from emulator.admin import user_attributes
from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.core.json_text import json_text
from emulator.login.account import PROFILE_CONFIG, USER_PROFILE, profile
from emulator.web.response import Response, json_response

_VIEW = ("view-realm", "manage-realm", "view-users", "manage-users")


def read(admin: AdminCall) -> Response:
    """UPConfig."""
    return json_response(profile(admin.tables), charset=True)


def metadata(admin: AdminCall) -> Response:
    """UserProfileMetadata of a user who is not there yet."""
    return json_response(user_attributes.metadata(admin.tables, existing=False), charset=True)


def replace(admin: AdminCall) -> Response:
    """Another UPConfig; an empty body brings Keycloak's own back."""
    document = admin.body("UPConfig")
    names = [one.get("name") for one in document.get("attributes") or ()]
    missing = [f"The attribute '{needed}' can not be removed" for needed in ("username", "email") if needed not in names]
    if missing:
        raise AdminError(400, {"errorMessage": f"[{', '.join(missing)}]"})
    attributes = [{**one, "multivalued": bool(one.get("multivalued"))} for one in document.get("attributes") or ()]
    document = {**document, "attributes": attributes}
    tables = admin.tables
    config: dict[str, Any] = {PROFILE_CONFIG: [json_text(document).decode()]}
    existing = tables.components.many("type", USER_PROFILE)
    if existing:
        tables.components.put(existing[0]["id"], {**existing[0], "config": {**existing[0].get("config", {}), **config}})
    else:
        identifier = admin.context.ids.component()
        made = {
            "id": identifier, "name": "declarative-user-profile", "providerId": "declarative-user-profile", "providerType": USER_PROFILE,
            "parentId": tables.id, "subComponents": {}, "config": config,
        }  # fmt: skip
        tables.components.put(identifier, made)
    return json_response(profile(tables))


ROUTES = [
    route("GET", "/users/profile", read, *_VIEW),
    route("GET", "/users/profile/metadata", metadata, *_VIEW),
    route("PUT", "/users/profile", replace, "manage-realm"),
]
