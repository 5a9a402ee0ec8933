"""Looking for policies and permissions, by Keycloak's filters."""

from __future__ import annotations

from emulator.authz.policy_documents import PERMISSIONS
from emulator.core.dataclass import dataclass
from emulator.realm.authorization_views import Policy
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
    """The policies that fit, by name; None where there is no such resource or scope. Those of users are found by their owner alone."""
    about: list[tuple[str, set[str]]] = []
    if (search.resource or "").strip():
        ids = {resource.id for resource in authorization.resources(tables, server_id) if _fits(search.resource, resource.id, resource.name)}
        about.append(("resourceIds", ids))
    if (search.scope or "").strip():
        ids = {scope.id for scope in authorization.scopes(tables, server_id) if _fits(search.scope, scope.id, scope.name)}
        about.append(("scopeIds", ids))
    if any(not identifiers for _, identifiers in about):
        return None
    fitting = [
        policy
        for policy in authorization.policies(tables, server_id)
        if policy.owner_id == search.owner
        and search.identifier in ("", policy.id)
        and search.name.lower() in policy.name.lower()
        and search.type.lower() in policy.type.lower()
        and search.resource_type in policy.resource_type
        and (search.permission is None or search.permission == (policy.type in PERMISSIONS))
        and all(identifiers & set(policy.document.get(member) or ()) for member, identifiers in about)
    ]
    return sorted(fitting, key=lambda policy: policy.name)


def _fits(wanted: str | None, identifier: str, name: str) -> bool:
    return wanted is not None and (wanted == identifier or wanted.lower() in name.lower())
