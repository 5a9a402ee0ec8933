"""From what policies say to what is granted, by Keycloak's rules for permissions that contradict each other."""

from __future__ import annotations

from dataclasses import field

from emulator.authz.evaluation import Result
from emulator.core.dataclass import dataclass
from emulator.realm.authorization_views import AFFIRMATIVE, Policy, Resource, ResourceServer, Scope
from emulator.state import authorization
from emulator.state.store import RealmTables

_RESOURCE, _SCOPE = "resource", "scope"


@dataclass(slots=True)
class _Tally:
    """Ids of scopes that permissions about a resource grant and deny, in the order in which they were evaluated."""

    granted: dict[str, None] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    by_owner: list[Policy] = field(default_factory=list)
    resource_granted: bool = False
    any_denied: bool = False


def granted(tables: RealmTables, server: ResourceServer, result: Result) -> list[Scope] | None:
    """The scopes that are granted (none of a resource without scopes); None where nothing is."""
    permission, resource = result.permission, result.permission.resource
    asked = permission.scopes
    if result.outright:
        bare = not asked and resource is not None and bool(resource.scope_ids)
        return None if bare else list(asked.values())
    tally = _Tally()
    for outcome in result.results:
        if outcome.granted:
            _grant(tally, outcome.policy, resource, asked)
        else:
            _deny(tally, outcome.policy, resource, asked)
    denied = tally.denied - tally.granted.keys() if server.decision_strategy == AFFIRMATIVE else tally.denied
    kept = {scope: None for scope in tally.granted if scope not in denied}
    if not _holds(tally, kept, resource, asked):
        return None
    return authorization.scopes_of(tables, kept)


def _grant(tally: _Tally, policy: Policy, resource: Resource | None, asked: dict[str, Scope]) -> None:
    if policy.type == _SCOPE:
        for scope in asked:
            if scope in policy.scope_ids:
                tally.granted[scope] = None
                if resource is not None and scope not in resource.scope_ids:
                    tally.denied.discard(scope)
    elif policy.type == _RESOURCE:
        tally.granted.update(dict.fromkeys(asked))
    elif policy.type == authorization.UMA and resource is not None and resource.owner_managed:
        tally.by_owner.append(policy)
    may_grant = policy.type != _SCOPE or (resource is not None and not resource.of_server)
    if may_grant and resource is not None and resource.id in policy.resource_ids:
        tally.resource_granted = True


def _deny(tally: _Tally, policy: Policy, resource: Resource | None, asked: dict[str, Scope]) -> None:
    """A permission of the resource itself always denies; one that comes by its type does where none has granted the resource before."""
    named = resource is not None and resource.id in policy.resource_ids
    tally.any_denied = True
    if policy.type == _RESOURCE:
        if named or not tally.resource_granted:
            tally.denied.update(asked)
    elif named or not policy.resource_ids:
        tally.denied.update(policy.scope_ids)


def _holds(tally: _Tally, kept: dict[str, None], resource: Resource | None, asked: dict[str, Scope]) -> bool:
    """Whether anything is granted; adds what the owner of the resource has allowed."""
    if not tally.by_owner:
        if not tally.resource_granted and not kept and asked:
            return False
        return bool(kept) or not tally.any_denied
    for policy in tally.by_owner:
        kept.update({scope: None for scope in policy.scope_ids if not asked or scope in asked})
    return bool(kept) or resource is None or not resource.scope_ids
