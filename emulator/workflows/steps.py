"""The steps of workflows: what each does to a user or a client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.broker import links
from emulator.context import Context
from emulator.login import sessions
from emulator.realm.gates.workflow import CLIENT_STEPS
from emulator.realm.views import User
from emulator.registration import lifecycle
from emulator.state import groups, roles
from emulator.state import users as users_of_realm
from emulator.workflows.conditions import role_id

Settings = Mapping[str, Any]


class Failed(Exception):
    """A step that cannot be done."""


def run(context: Context, uses: str, settings: Settings, resource_id: str) -> None:
    """Does one step; raises Failed."""
    if uses in CLIENT_STEPS:
        _CLIENT[uses](context, resource_id)
        return
    user = context.tables.user(resource_id)
    if user is not None:
        _USER[uses](context, user, settings)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _set(context: Context, user: User, **members: Any) -> None:
    context.tables.users.put(user.id, {**user.document, **members})


def _set_attribute(context: Context, user: User, settings: Settings) -> None:
    own = {name: values for name in ("email", "firstName", "lastName") if (values := _texts(settings.get(name)))}
    others = {name: _texts(value) for name, value in settings.items() if name not in own}
    _set(context, user, **{name: values[0] for name, values in own.items()}, attributes={**user.attributes, **others})


def _remove_attribute(context: Context, user: User, settings: Settings) -> None:
    gone = _texts(settings.get("attribute"))
    _set(context, user, attributes={name: values for name, values in user.attributes.items() if name not in gone})


def _action(context: Context, settings: Settings) -> str:
    name = str(settings.get("action") or "").upper().replace("-", "_")
    known = [action.get("alias") for action in context.realm.required_actions if action.get("enabled")]
    if name not in known:
        raise Failed(f"there is no required action '{name}' that is enabled")
    return name


def _add_action(context: Context, user: User, settings: Settings) -> None:
    _set(context, user, requiredActions=list(dict.fromkeys([*user.required_actions, _action(context, settings)])))


def _remove_action(context: Context, user: User, settings: Settings) -> None:
    gone = str(settings.get("action") or "").upper().replace("-", "_")
    _set(context, user, requiredActions=[name for name in user.required_actions if name != gone])


def _roles(context: Context, settings: Settings) -> list[str]:
    found = [role_id(context.tables, name) for name in _texts(settings.get("role"))]
    if None in found:
        raise Failed(f"not all of the roles {settings.get('role')} exist")
    return [identifier for identifier in found if identifier is not None]


def _grant(context: Context, user: User, settings: Settings) -> None:
    roles.add(context.tables, user.id, _roles(context, settings))


def _revoke(context: Context, user: User, settings: Settings) -> None:
    roles.remove(context.tables, user.id, _roles(context, settings))


def _groups(context: Context, settings: Settings) -> list[str]:
    paths = [path if path.startswith("/") else f"/{path}" for path in _texts(settings.get("group"))]
    found = [groups.by_path(context.tables, path) for path in paths]
    if None in found:
        raise Failed(f"not all of the groups {settings.get('group')} exist")
    return [group.id for group in found if group is not None]


def _join(context: Context, user: User, settings: Settings) -> None:
    table = context.tables.memberships
    table.put(user.id, tuple(dict.fromkeys([*(table.get(user.id) or ()), *_groups(context, settings)])))


def _leave(context: Context, user: User, settings: Settings) -> None:
    table, gone = context.tables.memberships, _groups(context, settings)
    table.put(user.id, tuple(one for one in table.get(user.id) or () if one not in gone))


def _disable(context: Context, user: User, settings: Settings) -> None:
    _set(context, user, enabled=False)


def _delete(context: Context, user: User, settings: Settings) -> None:
    sessions.end_all_of(context, user.id)
    users_of_realm.delete(context.tables, user.id)


def _unlink(context: Context, user: User, settings: Settings) -> None:
    wanted: Sequence[str] = _texts(settings.get("idp"))
    for link in list(links.of(user)):
        alias = str(link.get("identityProvider"))
        if alias in wanted or "*" in wanted:
            user = links.remove(context.tables, user, alias)


def _notify(context: Context, user: User, settings: Settings) -> None:
    from emulator.mail import delivery, messages

    said = delivery.words_for(context, user)
    recipients = _texts(settings.get("to")) or ([user.email] if user.email else [])
    for recipient in recipients:
        text = str(settings.get("message") or "")
        mail = delivery.deliver(context, recipient, messages.notice(said, str(settings.get("subject") or ""), text))
        send = delivery.sending(context.realm, mail)
        if send is not None:
            context.outbox.deliveries.append(send)


def _disable_client(context: Context, client_id: str) -> None:
    document = context.tables.clients.get(client_id)
    if document is not None:
        context.tables.clients.put(client_id, {**document, "enabled": False})


def _delete_client(context: Context, client_id: str) -> None:
    client = context.tables.client_by_id(client_id)
    if client is not None:
        lifecycle.delete(context, client)


_USER: Mapping[str, Callable[[Context, User, Settings], None]] = {
    "set-user-attribute": _set_attribute, "remove-user-attribute": _remove_attribute, "add-required-action": _add_action,
    "remove-required-action": _remove_action, "grant-role": _grant, "revoke-role": _revoke, "join-group": _join, "leave-group": _leave,
    "disable-user": _disable, "delete-user": _delete, "unlink-user": _unlink, "notify-user": _notify,
}  # fmt: skip
_CLIENT: Mapping[str, Callable[[Context, str], None]] = {"disable-client": _disable_client, "delete-client": _delete_client}
