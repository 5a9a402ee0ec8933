"""What workflows ask of a user before they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from emulator.broker import links
from emulator.realm.views import Group, User
from emulator.realm.workflow_expressions import Token, holds
from emulator.state import groups, roles
from emulator.state.store import RealmTables


def hold(tables: RealmTables, text: str, user_id: str) -> bool:
    """Whether an expression holds for a user; an empty one does."""
    user = tables.user(user_id)
    if not text.strip():
        return True
    return user is not None and holds(text, lambda token: _holds(tables, user, token))


def _holds(tables: RealmTables, user: User, token: Token) -> bool:
    condition = _CONDITIONS.get(token.provider)
    return condition is not None and condition(tables, user, token.argument or "")


def role_id(tables: RealmTables, name: str) -> str | None:
    """The id of a role by its name, or as ``clientId/name``; None where there is none."""
    realm_role = tables.realm_role(name)
    if realm_role is not None:
        return realm_role.id
    client_id, _, own = name.rpartition("/")
    client = tables.client(client_id) if client_id else None
    role = tables.client_role(client, own) if client is not None else None
    return role.id if role is not None else None


def _has_role(tables: RealmTables, user: User, name: str) -> bool:
    return role_id(tables, name) in roles.of_user(tables, user)


def _is_member(tables: RealmTables, user: User, path: str) -> bool:
    """In the group itself or in one below it."""
    wanted = groups.by_path(tables, path if path.startswith("/") else f"/{path}")
    return wanted is not None and any(_is_within(tables, group, wanted.id) for group in groups.of_user(tables, user))


def _is_within(tables: RealmTables, group: Group | None, wanted: str) -> bool:
    while group is not None and group.id != wanted:
        group = tables.group(group.parent_id) if group.parent_id else None
    return group is not None


def _has_attribute(tables: RealmTables, user: User, pair: str) -> bool:
    """With this value and no other; a name alone asks for any."""
    name, has_value, value = pair.partition(":")
    own = {"email": user.email, "username": user.username, "firstName": user.first_name, "lastName": user.last_name}
    values = [own[name]] if name in own else list(user.attributes.get(name) or ())
    return values == [value] if has_value else bool(values)


def _is_linked(tables: RealmTables, user: User, alias: str) -> bool:
    return links.to(user, alias) is not None


_CONDITIONS: Mapping[str, Callable[[RealmTables, User, str], bool]] = {
    "has-role": _has_role, "is-member-of": _is_member, "has-user-attribute": _has_attribute, "has-identity-provider-link": _is_linked,
}  # fmt: skip
