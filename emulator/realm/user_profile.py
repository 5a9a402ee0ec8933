"""A realm's user profile (UPConfig): Keycloak's own, and how Keycloak writes one again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.json_text import without_nulls

Config = Mapping[str, Any]


def trimmed(document: Config) -> Config:
    """A UPConfig as Keycloak reads it: no blanks around the names of attributes and groups, and in these no members that are null."""
    lists = {name: [_named(one) for one in document[name]] for name in ("attributes", "groups") if document.get(name)}
    return {**document, **lists}


def _named(member: Any) -> Any:
    if not isinstance(member, dict):
        return member
    told = without_nulls(member)
    return {**told, **{name: told[name].strip() for name in ("name", "group") if isinstance(told.get(name), str)}}


def normalized(document: Config) -> Config:
    """A UPConfig without members that are null, as Keycloak reads and writes it again; ``{}`` stays without attributes."""
    document = trimmed(document)
    shown = {name: value for name, value in document.items() if value is not None}
    if "attributes" in shown:
        shown["attributes"] = [_attribute(one) for one in shown["attributes"] if one is not None]
    return {**shown, "groups": list(shown.get("groups") or ())}


def _attribute(document: Config) -> Config:
    shown = dict(document)
    for member, lists in (("permissions", ("view", "edit")), ("required", ()), ("selector", ())):
        if member in shown:
            shown[member] = {**{name: [] for name in lists}, **shown[member]}
    return {**shown, "multivalued": bool(shown.get("multivalued"))}


_PERSON = {"permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}, "multivalued": False}
_REQUIRED = {"required": {"roles": ["user"]}}
_LENGTH = {"length": {"max": 255}}
_NAME = {**_LENGTH, "person-name-prohibited-characters": {}}

DEFAULT_PROFILE: Config = {
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
