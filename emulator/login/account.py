"""What a user still has to do before a login is complete: required actions and the user profile's rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.context import Context
from emulator.realm.views import Component, RequiredAction, User
from emulator.state.store import RealmTables

USER_PROFILE = "org.keycloak.userprofile.UserProfileProvider"
PROFILE_CONFIG = "kc.user.profile.config"


def unfinished(context: Context, user: User) -> list[str]:
    """Required actions that keep the user from logging in without a browser, by alias."""
    enabled = {action.alias for action in map(RequiredAction, context.realm.required_actions) if action.enabled}
    found = [alias for alias in user.required_actions if alias in enabled]
    if any(c.get("temporary") for c in user.credentials) and "UPDATE_PASSWORD" in enabled:
        found.append("UPDATE_PASSWORD")
    if context.realm.verify_email and not user.email_verified and "VERIFY_EMAIL" in enabled:
        found.append("VERIFY_EMAIL")
    if "VERIFY_PROFILE" in enabled and missing_attributes(context.tables, user):
        found.append("VERIFY_PROFILE")
    return list(dict.fromkeys(found))


def missing_attributes(tables: RealmTables, user: User) -> list[str]:
    """Names of the profile's attributes that are required of a user and empty."""
    found = []
    for attribute in profile(tables).get("attributes") or ():
        required = attribute.get("required")
        name = attribute.get("name", "")
        if required is None or name == "username":
            continue
        roles = required.get("roles") or ()
        if (not roles or "user" in roles) and not required.get("scopes") and not _value(user, name):
            found.append(name)
    return found


def profile(tables: RealmTables) -> Mapping[str, Any]:
    """The realm's user profile configuration (UPConfig); Keycloak's default where the realm has none."""

    def read() -> Mapping[str, Any]:
        for document in tables.components.many("type", USER_PROFILE):
            text = (Component(document).config.get(PROFILE_CONFIG) or [""])[0]
            if text:
                found: Mapping[str, Any] = json.loads(text)
                return found
        return DEFAULT_PROFILE

    return tables.derive("user profile", read)


def _value(user: User, name: str) -> str:
    own = {"email": user.email, "firstName": user.first_name, "lastName": user.last_name}
    if name in own:
        return own[name]
    values: Sequence[str] = user.attributes.get(name) or ("",)
    return values[0]


_PERSON = {"permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}, "multivalued": False}
_REQUIRED = {"required": {"roles": ["user"]}}
_LENGTH = {"length": {"max": 255}}
_NAME = {**_LENGTH, "person-name-prohibited-characters": {}}

DEFAULT_PROFILE: Mapping[str, Any] = {
    "attributes": [
        {
            "name": "username",
            "displayName": "${username}",
            "validations": {
                "length": {"min": 3, "max": 255},
                "username-prohibited-characters": {},
                "up-username-not-idn-homograph": {},
            },
            **_PERSON,
        },
        {"name": "email", "displayName": "${email}", "validations": {"email": {}, **_LENGTH}, **_REQUIRED, **_PERSON},
        {"name": "firstName", "displayName": "${firstName}", "validations": _NAME, **_REQUIRED, **_PERSON},
        {"name": "lastName", "displayName": "${lastName}", "validations": _NAME, **_REQUIRED, **_PERSON},
    ],
    "groups": [
        {
            "name": "user-metadata",
            "displayHeader": "User metadata",
            "displayDescription": "Attributes, which refer to user metadata",
        }
    ],
}
