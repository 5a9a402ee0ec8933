"""Users who come by themselves: by registration, or by their first login at an identity provider."""

from __future__ import annotations

from emulator.context import Context
from emulator.login.profile import Values, composed
from emulator.realm import required_actions
from emulator.realm.views import User
from emulator.state import groups, roles


def add(context: Context, values: Values) -> User:
    """A new user with these attributes, which are stored as they are, and the realm's default roles, groups and required actions."""
    tables, realm = context.tables, context.realm
    lowered = {name: [texts[0].lower()] for name in ("username", "email") if (texts := values.get(name))}
    document = composed(
        {
            "id": context.ids.uuid(), "enabled": True, "emailVerified": False,
            "createdTimestamp": context.clock.millis(), "totp": False, "credentials": [], "disableableCredentialTypes": [],
            "requiredActions": default_actions(context), "notBefore": 0,
        },
        {**{name: own for name, own in values.items() if any(own)}, **lowered},
    )  # fmt: skip
    tables.users.put(document["id"], document)
    default = tables.realm_role(realm.default_role.get("name", ""))
    roles.add(tables, document["id"], [default.id] if default is not None else [])
    default_groups = [groups.by_path(tables, path) for path in realm.default_groups]
    if any(default_groups):
        tables.memberships.put(document["id"], tuple(group.id for group in default_groups if group is not None))
    return User(document)


def default_actions(context: Context) -> list[str]:
    """Required actions that every new user gets, by alias."""
    return required_actions.default_aliases(context.realm.required_actions)
