"""Fine-grained permissions of administrators (version 2): a client of the realm protects users, groups, clients, roles, organizations.

Permissions are scope permissions with a ``resourceType``; a resource of the client stands for one object and has its id as its name.
All as observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.faults import CannotEvaluate
from emulator.authz.identity import Identity
from emulator.authz.writing import Write, given_id, listed
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm import clients, people
from emulator.realm.authorization_views import ENFORCING, UNANIMOUS, Policy, ResourceServer
from emulator.realm.views import Client
from emulator.state import authorization, groups, organizations, roles
from emulator.state.store import RealmTables

CLIENT_ID = "admin-permissions"
ENABLED, CLIENT = "adminPermissionsEnabled", "adminPermissionsClient"
USERS, GROUPS, CLIENTS, ROLES, ORGANIZATIONS = "Users", "Groups", "Clients", "Roles", "Organizations"
SCOPES: Mapping[str, tuple[str, ...]] = {
    ROLES: ("map-role", "map-role-client-scope", "map-role-composite"),
    GROUPS: (
        "view-members", "manage-membership", "manage", "manage-membership-of-members", "manage-members", "impersonate-members", "view",
    ),
    USERS: ("impersonate", "map-roles", "manage", "manage-group-membership", "reset-password", "view"),
    CLIENTS: ("map-roles-composite", "manage", "map-roles", "map-roles-client-scope", "view"),
    ORGANIZATIONS: ("view", "manage"),
}  # fmt: skip
"""What may be permitted for which type of objects."""
OF_MEMBERS = {
    "manage-group-membership": "manage-membership-of-members",
    "view": "view-members",
    "manage": "manage-members",
    "impersonate": "impersonate-members",
}
"""What a permission for a group means for its members, by the scope for users that it stands for."""
_NAMED_BY = {"user": "users", "role": "roles", "group": "groups"}
"""Where a policy says whom it is about, by its type."""


def server(tables: RealmTables) -> ResourceServer | None:
    """The realm's resource server of permissions; None where they are not enabled, or were when the server had the feature off."""
    if not tables.document.get(ENABLED):
        return None
    client = tables.client(CLIENT_ID)
    return authorization.server(tables, client.id) if client is not None else None


def protects(tables: RealmTables, server_id: str) -> bool:
    """Whether this resource server is the one of the realm's permissions, which are now or were enabled."""
    return bool(server_id) and (tables.document.get(CLIENT) or {}).get("id") == server_id


def switch_on(tables: RealmTables, ids: Ids, now: int) -> None:
    """Makes the client that protects the realm's objects where permissions are enabled; ``now`` is in epoch seconds."""
    if not tables.document.get(ENABLED):
        return
    client = tables.client(CLIENT_ID)
    if client is None:
        client = _client(tables, ids, now)
    tables.document = {**tables.document, CLIENT: {"id": client.id, "clientId": CLIENT_ID}}
    if authorization.server(tables, client.id) is None:
        settings = {"allowRemoteResourceManagement": True, "policyEnforcementMode": ENFORCING, "decisionStrategy": UNANIMOUS}
        tables.resource_servers.put(client.id, {"id": client.id, **settings})
    scopes = {}
    for name in dict.fromkeys(name for names in SCOPES.values() for name in names):
        there = authorization.scope_named(tables, client.id, name)
        identifier = scopes[name] = there.id if there is not None else ids.uuid()
        if there is None:
            tables.resource_scopes.put(identifier, {"id": identifier, "serverId": client.id, "name": name})
    for kind, names in SCOPES.items():
        if authorization.resource_named(tables, client.id, kind, client.id) is None:
            _put_resource(Write(tables, client.id, ids.uuid, now), kind, {"type": kind, "scopeIds": [scopes[name] for name in names]})


def _client(tables: RealmTables, ids: Ids, now: int) -> Client:
    representation = {
        "clientId": CLIENT_ID, "protocol": clients.OPENID_CONNECT, "serviceAccountsEnabled": True, "authorizationServicesEnabled": True,
        "fullScopeAllowed": False, "nodeReRegistrationTimeout": 0, "attributes": {"realm_client": "false"},
    }  # fmt: skip
    realm = {**tables.document, "clientScopes": list(tables.client_scopes)}
    document = clients.client(representation, realm, ids, has_service_account=True, now=now)
    document["attributes"] = representation["attributes"]
    for name in ("secret", "clientAuthenticatorType"):
        document.pop(name, None)
    tables.clients.put(document["id"], document)
    _service_account(tables, ids, now)
    return Client(document)


def _service_account(tables: RealmTables, ids: Ids, now: int) -> None:
    name = tables.realm.default_role.get("name", "")
    user = people.service_account(CLIENT_ID, name, ids, now * 1000)
    user.pop("realmRoles")
    tables.users.put(user["id"], user)
    role = tables.realm_role(name)
    if role is not None:
        roles.add(tables, user["id"], (role.id,))


def _put_resource(write: Write, name: str, more: Mapping[str, Any]) -> str:
    identifier, server_id = write.new_id(), write.server_id
    document = {"id": identifier, "serverId": server_id, "ownerId": server_id, "name": name, "ownerManagedAccess": False, "uris": []}
    write.tables.resources.put(identifier, {**document, "attributes": {}, "scopeIds": [], **more})
    return identifier


def checked(write: Write, representation: Mapping[str, Any]) -> dict[str, Any]:
    """A representation of a permission whose objects are resources; raises Keycloak's refusal of what the schema does not know (400)."""
    kind = representation.get("resourceType")
    names, wanted = SCOPES.get(str(kind), ()), representation.get("scopes") or ()
    known = set(names) | {scope.id for scope in authorization.scopes(write.tables, write.server_id) if scope.name in names}
    if not wanted or not all(name in known for name in wanted):
        raise refused(f"the type '{kind}' has not the scopes {wanted}")
    if representation.get("decisionStrategy") not in (None, UNANIMOUS):
        raise refused("all policies of a permission have to agree")
    return {**representation, "resources": _about(write, str(kind), representation.get("resources") or ())}


def _about(write: Write, kind: str, named: Iterable[Any]) -> list[str]:
    """The resources of a permission: those of the objects that are named, or else the one that stands for all of the type."""
    every = authorization.resource_named(write.tables, write.server_id, kind, write.server_id)
    all_of_type = [every.id] if every is not None else []
    objects = [str(identifier) for identifier in named if str(identifier) not in (kind, *all_of_type)]
    return [_resource(write, kind, identifier) for identifier in objects] or all_of_type


def _resource(write: Write, kind: str, identifier: str) -> str:
    tables, server_id = write.tables, write.server_id
    there = authorization.resource(tables, server_id, identifier)
    name = identified(tables, kind, there.name if there is not None else identifier)
    if not name:
        raise refused(f"there is no object '{identifier}' of the type '{kind}'")
    there = there or authorization.resource_named(tables, server_id, name, server_id)
    return there.id if there is not None else _put_resource(write, name, {"scopeIds": _scope_ids(write, kind)})


def _scope_ids(write: Write, kind: str) -> list[str]:
    """The ids of what may be permitted for a type of objects."""
    named = (authorization.scope_named(write.tables, write.server_id, scope) for scope in SCOPES[kind])
    return [scope.id for scope in named if scope is not None]


def tidy(tables: RealmTables, resource_ids: Iterable[str]) -> None:
    """Removes those of these resources that no permission is about any more; those that stand for a whole type stay."""
    for identifier in resource_ids:
        document = tables.resources.get(identifier) or {}
        if document.get("name") not in SCOPES and not authorization.policies_with(tables, "resource", (identifier,)):
            tables.resources.delete(identifier)


def name_of(tables: RealmTables, kind: str, identifier: str) -> str:
    """What the object of a type with this id is called; empty where there is none."""
    if kind == ORGANIZATIONS:
        document = organizations.by_id(tables, identifier)
    else:
        document = {USERS: tables.users, GROUPS: tables.groups, CLIENTS: tables.clients, ROLES: tables.roles}[kind].get(identifier)
    return str((document or {}).get({USERS: "username", CLIENTS: "clientId"}.get(kind, "name")) or "")


def identified(tables: RealmTables, kind: str, name: str) -> str:
    """The id of the object of a type that is named by its id, a user and a client by the name too; empty where there is none."""
    if name_of(tables, kind, name):
        return name
    if kind == CLIENTS:
        client = tables.client(name)
        return client.id if client is not None else ""
    user = tables.users.one("username", name.lower()) if kind == USERS else None
    return str(user["id"]) if user is not None else ""


def schema() -> dict[str, Any]:
    """What may be permitted, as clients of the Admin API are told: scopes by type, and those for groups that mean their members."""
    kinds = {kind: {"type": kind, "scopes": list(names), "scopeAliases": {}} for kind, names in SCOPES.items()}
    kinds[USERS] |= {"groupType": GROUPS, "scopeAliases": {scope: [of_members] for scope, of_members in OF_MEMBERS.items()}}
    return {"resourceTypes": kinds}


def shown_names(tables: RealmTables, server_id: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names and ids of resources, with what the objects are called that they stand for."""
    if not protects(tables, server_id):
        return list(rows)
    return [{"name": row["name"], **_called(tables, row["name"]), "_id": row["_id"]} for row in rows]


def _called(tables: RealmTables, identifier: str) -> dict[str, str]:
    if identifier in SCOPES:
        return {"displayName": identifier}
    name = next((name for kind in SCOPES if (name := name_of(tables, kind, identifier))), "")
    return {"displayName": name} if name else {}


def refused(reason: str) -> AdminError:
    """What Keycloak answers to what the schema of permissions does not allow."""
    return AdminError(400, {"error": "unknown_error"}, reason)


class Decision:
    """What one administrator may do by permissions; ``now`` is in epoch seconds."""

    def __init__(self, tables: RealmTables, guard: ResourceServer, identity: Identity, now: float) -> None:
        self._tables, self._guard = tables, guard
        self._evaluation = Evaluation(tables, guard, identity, {}, now)

    def outcomes(self, kind: str, name: str, user_id: str) -> list[tuple[Policy, bool, list[tuple[Policy, bool]]]]:
        """All permissions about an object, whatever their scopes: whether each grants, and what the policies behind it said."""
        known = [policy for policy in authorization.policies(self._tables, self._guard.id) if policy.resource_type]
        user = self._tables.user(user_id) if kind == USERS else None
        joined = [group.id for group in groups.of_user(self._tables, user)] if user is not None else []
        ids = self._resources([name, *joined])
        kinds = {kind, GROUPS} if joined else {kind}
        about = [
            policy for policy in known if ids & set(policy.resource_ids) or (policy.resource_type in kinds and self._is_general(policy))
        ]
        return [(policy, self._grants(policy), self._behind(policy)) for policy in about]

    def grants(self, kind: str, scope: str, identifier: str = "", user_id: str = "", *, in_list: bool = False) -> bool:
        """Whether a scope is permitted for an object, or without one for all of its type.

        Permissions for the object itself count alone; without any, those for its type. All of those that count have to grant. Users
        are objects of their groups' permissions too; ``user_id`` says whose, where that is not the object's id. Where the object
        stands ``in_list``, only those permissions count that have a policy about the caller.
        """
        own, general = self._counting(kind, scope, identifier, user_id, in_list=in_list)
        if in_list:
            own, general = list(filter(self._is_about_caller, own)), list(filter(self._is_about_caller, general))
        return self._all_grant(own or general)

    def resets_password(self, identifier: str) -> bool:
        """Whether a user's password may be set: by permissions about just that, and without any by those to manage the user."""
        own, general = self._counting(USERS, "reset-password", identifier)
        return self._all_grant(own or general) if own or general else self.grants(USERS, "manage", identifier)

    def _counting(
        self, kind: str, scope: str, identifier: str, user_id: str = "", *, in_list: bool = False
    ) -> tuple[list[Policy], list[Policy]]:
        """Permissions for an object itself, and those for all of its type.

        As observed, those for a group are about the members of groups below it too, but in lists.
        """
        general, own = self._permissions(kind, scope, [identifier] if identifier else [])
        above = OF_MEMBERS.get(scope) if kind == USERS and identifier else None
        if above:
            user = self._tables.user(user_id or identifier)
            mine = groups.of_user(self._tables, user) if user is not None else []
            steps = [[group] if in_list else groups.ancestry(self._tables, group) for group in mine]
            joined = list(dict.fromkeys(group.id for line in steps for group in line))
            all_groups, by_group = self._permissions(GROUPS, above, joined)
            own += by_group
            general += all_groups if joined else []
        return own, general

    def _is_about_caller(self, permission: Policy) -> bool:
        user = self._evaluation.identity.user
        mine = {user.id, *roles.of_user(self._tables, user), *(group.id for group in groups.of_user(self._tables, user))}
        behind = authorization.policies_of(self._tables, permission.policy_ids)
        return any(
            (given_id(named) or named) in mine for policy in behind for named in listed(policy.config, _NAMED_BY.get(policy.type, ""))
        )

    def _permissions(self, kind: str, scope: str, identifiers: Sequence[str]) -> tuple[list[Policy], list[Policy]]:
        """Permissions of a scope for all of a type, and those for some of these objects."""
        tables, guard = self._tables, self._guard
        wanted = authorization.scope_named(tables, guard.id, scope)
        known = authorization.policies_with(tables, "scope", [wanted.id]) if wanted is not None else []
        of_type = [policy for policy in known if policy.server_id == guard.id and policy.resource_type == kind]
        ids = self._resources(identifiers)
        general = [policy for policy in of_type if self._is_general(policy)]
        return general, [policy for policy in of_type if ids & set(policy.resource_ids)]

    def _is_general(self, permission: Policy) -> bool:
        """Whether it is about all objects of its type; a realm file may leave out the resource that says so."""
        return set(permission.resource_ids) <= self._resources([permission.resource_type])

    def _resources(self, identifiers: Iterable[str]) -> set[str]:
        """The ids of the resources that stand for these objects."""
        guard = self._guard.id
        named = [authorization.resource_named(self._tables, guard, identifier, guard) for identifier in identifiers]
        return {resource.id for resource in named if resource is not None}

    def _all_grant(self, permissions: Iterable[Policy]) -> bool:
        said = [self._grants(policy) for policy in permissions]
        return bool(said) and all(said)

    def _grants(self, permission: Policy) -> bool:
        effects = [effect for _, effect in self._behind(permission)]
        return bool(effects) and combined(permission.decision_strategy, effects)

    def _behind(self, permission: Policy) -> list[tuple[Policy, bool]]:
        try:
            return list(self._evaluation.associated(permission))
        except CannotEvaluate:
            return []
