"""What has happened in a realm, as workflows are told of it: read off the rows that a decision has changed, and the logins that it made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.workflow_expressions import Token
from emulator.state import groups
from emulator.state.store import RealmTables
from emulator.state.table import Table

USERS, CLIENTS = "USERS", "CLIENTS"
_TABLES = ("users", "clients", "role_mappings", "memberships")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: ``provider`` is what expressions call it, ``subject`` the id of the role, group, … that it is about, empty for none."""

    provider: str
    kind: str
    resource_id: str
    subject: str = ""

    def fits(self, tables: RealmTables, token: Token) -> bool:
        """Whether an expression's name means it, with its argument."""
        if token.provider != self.provider:
            return False
        if not token.argument or self.provider.endswith("-created"):
            return True
        return token.argument in _names(tables, self)


def _names(tables: RealmTables, happening: Happening) -> list[str]:
    """What an argument may call the subject."""
    role, group = tables.role(happening.subject), tables.group(happening.subject)
    if role is not None:
        owner = tables.client_by_id(role.container_id) if role.client_role else None
        return [f"{owner.client_id}/{role.name}" if owner is not None else role.name]
    return [groups.path(tables, group)] if group is not None else [happening.subject]


def of_changes(tables: RealmTables, entries: Iterable[tuple[Any, Any, Any, int]]) -> Iterator[Happening]:
    """The events of a realm's rows that changed: ``entries`` are those of the undo log, each with the row that was there before."""
    named = {id(getattr(tables, name)): name for name in _TABLES}
    before: dict[tuple[str, Any], Any] = {}
    for changed, key, row, _ in entries:
        if id(changed) in named:
            before.setdefault((named[id(changed)], key), row)
    for (name, key), old in before.items():
        table: Table[Any] = getattr(tables, name)
        yield from _of_row(tables, name, key, old, table.get(key))


def _of_row(tables: RealmTables, name: str, key: str, old: Any, new: Any) -> Iterator[Happening]:
    if name == "clients":
        if old is None and new is not None:
            yield Happening("client-created", CLIENTS, key)
        return
    user = tables.users.get(key)
    if user is None or user.get("serviceAccountClientId"):
        return
    if name == "users":
        if old is None:
            yield Happening("user-created", USERS, key)
        yield from _differing("user-federated-identity", ("added", "removed"), key, _aliases(old), _aliases(new))
    elif name == "role_mappings":
        yield from _differing("user-role", ("granted", "revoked"), key, old or (), new or ())
    else:
        yield from _differing("user-group-membership", ("added", "removed"), key, old or (), new or ())


def _aliases(user: Mapping[str, Any] | None) -> list[str]:
    return [str(link.get("identityProvider")) for link in (user or {}).get("federatedIdentities") or ()]


def _differing(what: str, ends: tuple[str, str], key: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Happening]:
    was, now = list(old), list(new)
    yield from (Happening(f"{what}-{ends[0]}", USERS, key, one) for one in now if one not in was)
    yield from (Happening(f"{what}-{ends[1]}", USERS, key, one) for one in was if one not in now)


def of_logins(tables: RealmTables, logins: Iterable[tuple[str, str, str]]) -> Iterator[Happening]:
    """The events of logins: the type of event, the user's id and the ``clientId`` of each."""
    for kind, user_id, client_id in logins:
        client = tables.client(client_id)
        if kind == "LOGIN" and user_id in tables.users:
            yield Happening("user-authenticated", USERS, user_id, client_id)
        elif kind == "CLIENT_LOGIN" and client is not None:
            yield Happening("client-authenticated", CLIENTS, client.id, client_id)
