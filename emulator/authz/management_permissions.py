"""Fine-grained permissions of administrators (version 1): the client that manages the realm protects objects of the realm.

Each object has its permissions turned on by itself: a resource and a scope permission a scope, which have names that say what they are
for. Names and kinds as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz import decision as deciding
from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate
from emulator.authz.identity import Identity, attributes
from emulator.authz.permission import ResourcePermission
from emulator.authz.writing import Write
from emulator.core.dataclass import dataclass
from emulator.realm.authorization_views import AFFIRMATIVE, ENFORCING, UNANIMOUS, Resource, ResourceServer
from emulator.realm.views import Client, User
from emulator.state import authorization, roles
from emulator.state.store import RealmTables

VIEW, MANAGE, CONFIGURE, TOKEN_EXCHANGE = "view", "manage", "configure", "token-exchange"
MAP_ROLES, IMPERSONATE, IMPERSONATED = "map-roles", "impersonate", "user-impersonated"
VIEW_MEMBERS, MANAGE_MEMBERS, MANAGE_MEMBERSHIP = "view-members", "manage-members", "manage-membership"
MANAGE_GROUP_MEMBERSHIP = "manage-group-membership"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objects: ``resource`` is the name of an object's resource, ``permissions`` are names by scope; ``{id}`` is the object's."""

    resource: str
    type: str
    permissions: Mapping[str, str]
    strategy: str = UNANIMOUS


CLIENT = Kind("client.resource.{id}", "Client", {
    scope: f"{scope}.permission.client.{{id}}"
    for scope in (VIEW, MANAGE, CONFIGURE, MAP_ROLES, "map-roles-client-scope", "map-roles-composite", TOKEN_EXCHANGE)
})  # fmt: skip
GROUP = Kind("group.resource.{id}", "Group", {
    VIEW: "view.permission.group.{id}", MANAGE: "manage.permission.group.{id}", VIEW_MEMBERS: "view.members.permission.group.{id}",
    MANAGE_MEMBERS: "manage.members.permission.group.{id}", MANAGE_MEMBERSHIP: "manage.membership.permission.group.{id}",
})  # fmt: skip
ROLE = Kind("role.resource.{id}", "Role", {
    scope: f"{scope}.permission.{{id}}" for scope in ("map-role", "map-role-client-scope", "map-role-composite")
}, AFFIRMATIVE)  # fmt: skip
PROVIDER = Kind("idp.resource.{id}", "IdentityProvider", {TOKEN_EXCHANGE: f"{TOKEN_EXCHANGE}.permission.idp.{{id}}"})
USERS = Kind("Users", "", {
    VIEW: "view.permission.users", MANAGE: "manage.permission.users", MAP_ROLES: "map-roles.permission.users",
    MANAGE_GROUP_MEMBERSHIP: "manage-group-membership.permission.users", IMPERSONATE: "admin-impersonating.permission.users",
    IMPERSONATED: "user-impersonated.permission.users",
})  # fmt: skip


def server(tables: RealmTables) -> ResourceServer | None:
    """The resource server that the permissions are in; None before the first ones were turned on."""
    return authorization.server(tables, authorization.management_id(tables))


def resource(tables: RealmTables, kind: Kind, identifier: str = "") -> Resource | None:
    """The resource of an object whose permissions are on."""
    guard = authorization.management_id(tables)
    return authorization.resource_named(tables, guard, kind.resource.format(id=identifier), guard)


def shown(tables: RealmTables, kind: Kind, identifier: str = "") -> dict[str, Any]:
    """ManagementPermissionReference of an object."""
    there = resource(tables, kind, identifier)
    if there is None:
        return {"enabled": False}
    named = {
        scope: authorization.policy_named(tables, there.server_id, name.format(id=identifier)) for scope, name in kind.permissions.items()
    }
    return {
        "enabled": True,
        "resource": there.id,
        "scopePermissions": {scope: permission.id for scope, permission in named.items() if permission is not None},
    }


def turn_on(write: Write, kind: Kind, identifier: str = "") -> None:
    """Makes the resource of an object and its permissions, as far as they are missing; ``write`` is to the managing client's server."""
    tables, guard = write.tables, write.server_id
    if authorization.server(tables, guard) is None:
        settings = {"allowRemoteResourceManagement": False, "policyEnforcementMode": ENFORCING, "decisionStrategy": UNANIMOUS}
        tables.resource_servers.put(guard, {"id": guard, **settings})
        tables.clients.put(guard, {**(tables.clients.get(guard) or {}), "authorizationServicesEnabled": True})
    scopes = {name: _scope(write, name) for name in kind.permissions}
    there = resource(tables, kind, identifier)
    resource_id = there.id if there is not None else _put_resource(write, kind, identifier, list(scopes.values()))
    for scope, pattern in kind.permissions.items():
        name = pattern.format(id=identifier)
        if authorization.policy_named(tables, guard, name) is None:
            _put_permission(write, name, resource_id, scopes[scope], kind.strategy)


def _scope(write: Write, name: str) -> str:
    there = authorization.scope_named(write.tables, write.server_id, name)
    if there is not None:
        return there.id
    identifier = write.new_id()
    write.tables.resource_scopes.put(identifier, {"id": identifier, "serverId": write.server_id, "name": name})
    return identifier


def _put_resource(write: Write, kind: Kind, identifier: str, scope_ids: list[str]) -> str:
    resource_id, guard = write.new_id(), write.server_id
    document = {
        "id": resource_id, "serverId": guard, "ownerId": guard, "name": kind.resource.format(id=identifier), "ownerManagedAccess": False,
        "uris": [], "attributes": {}, "scopeIds": scope_ids,
    }  # fmt: skip
    write.tables.resources.put(resource_id, document | ({"type": kind.type} if kind.type else {}))
    return resource_id


def _put_permission(write: Write, name: str, resource_id: str, scope_id: str, strategy: str) -> None:
    identifier = write.new_id()
    document = {
        "id": identifier, "serverId": write.server_id, "name": name, "type": "scope", "logic": "POSITIVE", "decisionStrategy": strategy,
        "config": {}, "resourceIds": [resource_id], "scopeIds": [scope_id], "policyIds": [], "modified": write.now,
    }  # fmt: skip
    write.tables.policies.put(identifier, document)


def turn_off(tables: RealmTables, kind: Kind, identifier: str = "") -> None:
    """Removes the permissions of an object, and its resource."""
    guard = authorization.management_id(tables)
    for pattern in kind.permissions.values():
        permission = authorization.policy_named(tables, guard, pattern.format(id=identifier))
        if permission is not None:
            authorization.remove_policy(tables, permission.id)
    there = resource(tables, kind, identifier)
    if there is not None:
        authorization.remove_resource(tables, there.id)


def as_user(tables: RealmTables, user: User, client: Client | None) -> Identity:
    """A user as policies see them without a token: with all of their roles; ``client`` is the one that asks."""
    held = [role for role in map(tables.role, roles.of_user(tables, user)) if role is not None]
    by_client: dict[str, dict[str, list[str]]] = {}
    for role in held:
        owner = tables.client_by_id(role.container_id) if role.client_role else None
        if owner is not None:
            by_client.setdefault(owner.client_id, {"roles": []})["roles"].append(role.name)
    claims = {
        "sub": user.id, "preferred_username": user.username, "resource_access": by_client,
        "realm_access": {"roles": [role.name for role in held if not role.client_role]},
    }  # fmt: skip
    return Identity(user.id, user, client or Client({"id": ""}), False, claims, attributes(claims))


class Decision:
    """What somebody may do by permissions of version 1; ``now`` is in epoch seconds."""

    def __init__(self, tables: RealmTables, identity: Identity, now: float) -> None:
        self._tables, self._identity, self._now = tables, identity, now

    def grants(self, kind: Kind, scope: str, identifier: str = "", *, needs_policies: bool = False) -> bool:
        """Whether a scope of an object is granted; ``needs_policies`` asks for policies behind the scope's own permission."""
        guard, there = server(self._tables), resource(self._tables, kind, identifier)
        if guard is None or there is None or (needs_policies and not self.has_policies(kind, scope, identifier)):
            return False
        wanted = there.scope_ids
        if needs_policies:
            own = authorization.scope_named(self._tables, guard.id, scope)
            wanted = [own.id] if own is not None else []
        asked = {candidate.id: candidate for candidate in authorization.scopes_of(self._tables, wanted)}
        try:
            result = Evaluation(self._tables, guard, self._identity, {}, self._now).decide(ResourcePermission(there, asked))
        except CannotEvaluate:
            return False
        granted = deciding.granted(self._tables, guard, result) if result is not None else None
        return granted is not None and (needs_policies or scope in [candidate.name for candidate in granted])

    def has_policies(self, kind: Kind, scope: str, identifier: str = "") -> bool:
        """Whether the permission of this scope has any policies, without which it says nothing."""
        name = kind.permissions[scope].format(id=identifier)
        permission = authorization.policy_named(self._tables, authorization.management_id(self._tables), name)
        return permission is not None and bool(permission.policy_ids)
