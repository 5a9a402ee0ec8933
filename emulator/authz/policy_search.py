"""Looking for policies and permissions, by Keycloak's filters."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.authz.policy_documents import PERMISSIONS
from emulator.core.dataclass import dataclass
from emulator.core.wildcards import within
from emulator.realm.authorization_views import Policy, Resource, Scope
from emulator.state import authorization
from emulator.state.store import RealmTables


@dataclass(frozen=True, slots=True)
class Search:
    """What policies are looked for by; empty texts do not count. ``resource`` and ``scope`` are ids or parts of names."""

    identifier: str = ""
    name: str = ""
    type: str = ""
    resource: str | None = None
    scope: str | None = None
    resource_type: str = ""
    owner: str = ""
    permission: bool | None = None


def find(tables: RealmTables, server_id: str, search: Search) -> list[Policy] | None:
    """The policies that fit, by name; None where there is no such resource or scope.

    Of several resources or scopes the first counts. Policies of users are found by their owner alone.
    """
    about: list[tuple[str, set[str]]] = []
    if (search.resource or "").strip():
        about.append(("resourceIds", _first(search.resource, authorization.resources(tables, server_id))))
    if (search.scope or "").strip():
        about.append(("scopeIds", _first(search.scope, authorization.scopes(tables, server_id))))
    if any(not identifiers for _, identifiers in about):
        return None
    name, type_, resource_type = within(search.name), within(search.type), within(search.resource_type, case=True)
    fitting = [
        policy
        for policy in authorization.policies(tables, server_id)
        if policy.owner_id == search.owner
        and search.identifier in ("", policy.id)
        and name.fullmatch(policy.name)
        and type_.fullmatch(policy.type)
        and (not search.resource_type or (policy.resource_type and resource_type.fullmatch(policy.resource_type)))
        and (search.permission is None or search.permission == (policy.type in PERMISSIONS))
        and all(identifiers & set(policy.document.get(member) or ()) for member, identifiers in about)
    ]
    return sorted(fitting, key=lambda policy: policy.name)


def _first(wanted: str | None, every: Iterable[Resource | Scope]) -> set[str]:
    """The id of the one with this id, or else of the first by name that has the text in it; empty where there is none."""
    rows = sorted(every, key=lambda row: row.name)
    if any(row.id == wanted for row in rows):
        return {str(wanted)}
    pattern = within(wanted or "")
    return {row.id for row in [row for row in rows if pattern.fullmatch(row.name)][:1]}
