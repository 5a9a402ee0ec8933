"""A resource server as a whole: switched on and off, imported and exported as ResourceServerRepresentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from emulator.authz import policy_documents, resources
from emulator.authz.faults import admit, duplicate, unforeseen
from emulator.authz.writing import Write, text
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import CONSENSUS, ENFORCING, UNANIMOUS, Policy, Resource, ResourceServer
from emulator.realm.gates import Path
from emulator.realm.gates import authorization as gate
from emulator.realm.views import Client
from emulator.state import authorization
from emulator.state.store import RealmTables

_REMOTE, _MODE, _STRATEGY = "allowRemoteResourceManagement", "policyEnforcementMode", "decisionStrategy"
_DEPENDENT = ("aggregate", "resource", "scope")


def switch_on(tables: RealmTables, client: Client) -> None:
    """Makes a client a resource server, if it is none; raises Keycloak's refusal of clients without a service account."""
    if authorization.server(tables, client.id) is not None:
        return
    if client.bearer_only or client.public or not client.service_accounts:
        raise unforeseen(f"client '{client.client_id}' has no service account, which a resource server needs")
    tables.resource_servers.put(client.id, {"id": client.id, _REMOTE: True, _MODE: ENFORCING, _STRATEGY: UNANIMOUS})


def change(tables: RealmTables, server: ResourceServer, given: Mapping[str, Any]) -> None:
    """Puts other settings in the place of a resource server's."""
    if given.get(_STRATEGY) is None:
        raise duplicate("a resource server needs a decision strategy", late=True)
    _put(tables, server.id, given)


def _put(tables: RealmTables, server_id: str, given: Mapping[str, Any]) -> None:
    if given.get(_STRATEGY) == CONSENSUS:
        raise unforeseen("a resource server decides by UNANIMOUS or AFFIRMATIVE")
    remote = given.get(_REMOTE)
    document = {"id": server_id, _REMOTE: True if remote is None else remote}
    document |= {_MODE: given.get(_MODE) or ENFORCING, _STRATEGY: given.get(_STRATEGY) or UNANIMOUS}
    tables.resource_servers.put(server_id, document)


def show(server: ResourceServer, client: Client) -> Document:
    """The settings alone, as the Admin API shows them."""
    return {
        "id": client.id, "clientId": client.id, "name": client.client_id, _REMOTE: server.remote_management, _MODE: server.enforcement_mode,
        "resources": [], "policies": [], "scopes": [], _STRATEGY: server.decision_strategy,
    }  # fmt: skip


def load(write: Write, settings: Mapping[str, Any]) -> None:
    """Imports settings with scopes, resources and policies. Resources that are there stay as they are; raises AdminError."""
    admit(gate.settings_faults(settings))
    with _at((_STRATEGY,)):
        _put(write.tables, write.server_id, settings)
    for index, scope in enumerate(settings.get("scopes") or ()):
        with _at(("scopes", index)):
            resources.write_scope(write, scope)
    for index, resource in enumerate(settings.get("resources") or ()):
        with _at(("resources", index)):
            _load_resource(write, resource)
    for index, policy in _ordered(settings.get("policies") or ()):
        with _at(("policies", index)):
            _load_policy(write, policy)


@contextmanager
def _at(place: Path) -> Iterator[None]:
    """Says of a refusal where in the settings it comes from."""
    try:
        yield
    except AdminError as error:
        error.place = (*place, *error.place)
        raise


def _load_resource(write: Write, given: Mapping[str, Any]) -> None:
    owner = given.get("owner") or {}
    name = owner.get("id") or owner.get("name")
    found = resources.owner_id(write.tables, str(name)) if name else None
    client = write.tables.client(str(name)) if name and found is None else None
    owner_id = found or (client.id if client is not None else write.server_id)
    if given.get("name") and authorization.resource_named(write.tables, write.server_id, str(given["name"]), owner_id) is not None:
        return
    resources.create(write, given, owner_id)


def _ordered(policies: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Policies with their places, before those that refer to them; among those, aggregated ones by what they refer to."""
    placed = list(enumerate(policies))
    waiting = [entry for entry in placed if entry[1].get("type") in _DEPENDENT]
    done = [entry for entry in placed if entry[1].get("type") not in _DEPENDENT]
    while waiting:
        names = {index: policy.get("name") for index, policy in waiting}
        ready = [
            (index, policy) for index, policy in waiting if not _refers(policy) & {names[other] for other in names if other != index}
        ] or waiting
        done += ready
        waiting = [entry for entry in waiting if entry not in ready]
    return done


def _refers(policy: Mapping[str, Any]) -> set[Any]:
    about = policy_documents.about(policy, typed=False)["policies"]
    return set(about or ())


def _load_policy(write: Write, representation: Mapping[str, Any]) -> None:
    tables = write.tables
    there = authorization.policy(tables, write.server_id, str(representation["id"])) if representation.get("id") else None
    if there is None and representation.get("name"):
        there = authorization.policy_named(tables, write.server_id, str(representation["name"]))
    try:
        if there is not None:
            policy_documents.change(write, there, {**representation, "type": there.type}, typed=False)
        else:
            policy_documents.create(write, representation.get("type"), representation, typed=False)
    except AdminError as error:
        if error.status == 400 and dict(error.body or {}) == {"error": "unknown_error"}:
            raise unforeseen(error.reason) from error
        raise


def export(tables: RealmTables, server: ResourceServer) -> Document:
    """ResourceServerRepresentation with names in the place of ids; what users made for their own resources is not in it."""
    own = [policy for policy in authorization.policies(tables, server.id) if not policy.owner_id and policy.type != authorization.UMA]
    first = [policy for policy in own if policy.type not in policy_documents.PERMISSIONS]
    permissions = [policy for policy in own if policy.type in policy_documents.PERMISSIONS]
    return {
        _REMOTE: server.remote_management,
        _MODE: server.enforcement_mode,
        "resources": [_exported_resource(tables, resource) for resource in authorization.resources(tables, server.id)],
        "policies": [_exported_policy(tables, policy) for policy in (*first, *permissions)],
        "scopes": [
            {name: value for name, value in resources.show_scope(scope).items() if name != "id"}
            for scope in authorization.scopes(tables, server.id)
        ],
        _STRATEGY: server.decision_strategy,
    }


def _exported_resource(tables: RealmTables, resource: Resource) -> Document:
    document = {name: value for name, value in resources.show(tables, resource).items() if name != "_id"}
    owner = document.pop("owner")
    if not resource.of_server:
        head: Document = {name: document.pop(name) for name in ("name", "type") if name in document}
        head["owner"] = {"name": owner["name"]} if "name" in owner else {"id": owner["id"]}
        document = {**head, **document}
    if resource.scope_ids:
        document["scopes"] = [{"name": scope.name} for scope in authorization.scopes_of(tables, resource.scope_ids)]
    return document


def _exported_policy(tables: RealmTables, policy: Policy) -> Document:
    policy_type = policy_documents.type_of(policy.type)
    config = policy_type.exported(tables, policy.config) if policy_type is not None else dict(policy.config)
    for member, names in (
        (
            "resources",
            [resource["name"] for identifier in policy.resource_ids if (resource := tables.resources.get(identifier)) is not None],
        ),
        ("scopes", [scope.name for scope in authorization.scopes_of(tables, policy.scope_ids)]),
        ("applyPolicies", [applied.name for applied in authorization.policies_of(tables, policy.policy_ids)]),
    ):
        if names:
            config[member] = text(names)
    shown = policy_documents.show(tables, policy, typed=False)
    return {**{name: value for name, value in shown.items() if name != "id"}, "config": config}
