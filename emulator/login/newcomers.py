"""Users who come by themselves: by registration, or by their first login at an identity provider."""

from __future__ import annotations

from emulator.context import Context
from emulator.login import user_profile
from emulator.realm.views import User
from emulator.state import groups, roles


def add(context: Context, values: user_profile.Values) -> User:
    """A new user with these attributes and the realm's default roles, groups and required actions."""
    tables, realm = context.tables, context.realm
    document = user_profile.written(
        tables,
        {
            "id": context.ids.uuid(), "username": "", "enabled": True, "emailVerified": False,
            "createdTimestamp": context.clock.millis(), "totp": False, "credentials": [], "disableableCredentialTypes": [],
            "requiredActions": _default_actions(context), "notBefore": 0,
        },
        values,
    )  # fmt: skip
    tables.users.put(document["id"], document)
    default = tables.realm_role(realm.default_role.get("name", ""))
    roles.add(tables, document["id"], [default.id] if default is not None else [])
    found = [groups.by_path(tables, path) for path in realm.default_groups]
    if any(found):
        tables.memberships.put(document["id"], tuple(group.id for group in found if group is not None))
    return User(document)


def _default_actions(context: Context) -> list[str]:
    return [one["alias"] for one in context.realm.required_actions if one.get("enabled") and one.get("defaultAction")]
