"""Policies and permissions as representations: made, changed and shown, typed (``users``) or generic (``config``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authz import resources, scripts
from emulator.authz.faults import admit, duplicate, unforeseen
from emulator.authz.policies import POLICY_TYPES, PolicyType
from emulator.authz.scripts import Script
from emulator.authz.writing import Write, listed
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import UNANIMOUS, Policy
from emulator.realm.gates import authorization as gate
from emulator.state import authorization
from emulator.state.store import RealmTables

_RESOURCES, _SCOPES, _APPLIED = "resources", "scopes", "applyPolicies"
_KEPT_APART = {_RESOURCES: "resourceIds", _SCOPES: "scopeIds", "policies": "policyIds"}
_IN_CONFIG = {_RESOURCES: _RESOURCES, _SCOPES: _SCOPES, "policies": _APPLIED}
_USUAL = {"logic": "POSITIVE", "decisionStrategy": UNANIMOUS}
"""What a representation says that has no such member; one with a null says nothing, and counts as the usual."""
PERMISSIONS = ("resource", "scope", "uma")


def type_of(kind: str) -> PolicyType | None:
    """The policy type of this name."""
    if scripts.is_script(kind):
        return POLICY_TYPES.get(scripts.OLD)
    return POLICY_TYPES.get(kind) if "_" not in kind else None


def providers(deployed: Iterable[Script] = ()) -> list[Document]:
    """PolicyProviderRepresentation of every type that administrators may use; each script that lies at the server is one."""
    own = [{"type": kind.name, "name": kind.title, "group": kind.group} for kind in POLICY_TYPES.all() if not kind.internal]
    return [*own, *(_provider(script) for script in deployed)]


def _provider(script: Script) -> Document:
    """What the list of types says of a script."""
    description = {"description": script.description} if script.description else {}
    return {"type": script.type, "name": script.title, "group": "Rule Based", **description, "code": script.code}


def create(write: Write, kind: str | None, representation: Mapping[str, Any], *, typed: bool, owner: str = "") -> Policy:
    """Stores a new policy from a typed or a generic representation; raises AdminError."""
    name = representation.get("name")
    if name is not None and authorization.policy_named(write.tables, write.server_id, str(name)) is not None:
        raise AdminError(409, {"error": f"Policy with name [{name}] already exists", "error_description": "Conflicting policy"})
    if name is None or not kind:
        raise duplicate("a policy needs a name and a type")
    identifier = str(representation.get("id") or write.new_id())
    if identifier in write.tables.policies:
        raise duplicate(f"there is a policy with the id {identifier}")
    return _put(write, identifier, kind, representation, typed=typed, owner=owner, current={})


def change(write: Write, policy: Policy, given: Mapping[str, Any], *, typed: bool) -> Policy:
    """Puts a representation in the place of a policy; what it is about stays unless something else is given."""
    name = given.get("name")
    if name is None or (not typed and given.get("type") not in (None, policy.type)):
        raise unforeseen("a policy needs a name, and keeps its type")
    taken = authorization.policy_named(write.tables, write.server_id, str(name))
    if taken is not None and taken.id != policy.id:
        raise duplicate(f"the name '{name}' is taken", late=True)
    return _put(write, policy.id, policy.type, given, typed=typed, owner=policy.owner_id, current=policy.document)


def _put(
    write: Write, identifier: str, kind: str, representation: Mapping[str, Any], *, typed: bool, owner: str, current: Mapping[str, Any]
) -> Policy:
    policy_type = type_of(kind)
    if policy_type is None:
        raise unforeseen(f"there is no policy type '{kind}'")
    what = about(representation, typed=typed)
    admit(gate.policy_faults(representation))
    document: Document = {"id": identifier, "serverId": write.server_id, "name": representation["name"], "type": kind}
    if representation.get("description") is not None:
        document["description"] = representation["description"]
    document |= {member: representation.get(member, usual) for member, usual in _USUAL.items()}
    if owner:
        document["ownerId"] = owner
    for name, stored in _KEPT_APART.items():
        names = what.get(name)
        document[stored] = list(current.get(stored) or ()) if names is None else _ids(write, name, names)
    if typed:
        document["config"] = policy_type.config(write, representation)
    else:
        rest = {name: value for name, value in (representation.get("config") or {}).items() if name not in _IN_CONFIG.values()}
        if representation.get("resourceType"):
            rest["defaultResourceType"] = representation["resourceType"]
        document["config"] = policy_type.imported(write, rest)
    write.tables.policies.put(identifier, document)
    if policy_type.after is not None and typed:
        return policy_type.after(write, Policy(document), representation, new=not current)
    return Policy(document)


def about(given: Mapping[str, Any], *, typed: bool) -> dict[str, list[Any] | None]:
    """Names or ids of what a policy is about; None where the representation does not say."""
    config = {} if typed else given.get("config") or {}
    return {name: listed(config, place) if config.get(place) is not None else given.get(name) for name, place in _IN_CONFIG.items()}


def _ids(write: Write, name: str, names: Iterable[Any]) -> list[str]:
    look_up = {_RESOURCES: _resource_id, _SCOPES: _scope_id, "policies": _policy_id}[name]
    return list(dict.fromkeys(look_up(write, str(one)) for one in names))


def _resource_id(write: Write, name: str) -> str:
    tables, server_id = write.tables, write.server_id
    there = authorization.resource(tables, server_id, name) or authorization.resource_named(tables, server_id, name, server_id)
    if there is None:
        there = next((one for one in authorization.resources(tables, server_id) if one.name == name), None)
    if there is None:
        raise unforeseen(f"there is no resource '{name}'")
    return there.id


def _scope_id(write: Write, name: str) -> str:
    there = authorization.scope(write.tables, write.server_id, name) or authorization.scope_named(write.tables, write.server_id, name)
    if there is None:
        raise AdminError(400, {"error": "unknown_error"}, f"there is no scope '{name}'")
    return there.id


def _policy_id(write: Write, name: str) -> str:
    there = authorization.policy(write.tables, write.server_id, name) or authorization.policy_named(write.tables, write.server_id, name)
    if there is None:
        raise unforeseen(f"there is no policy '{name}'")
    return there.id


def created(write: Write, policy: Policy, representation: Mapping[str, Any], *, typed: bool) -> Document:
    """The answer to a creation: the representation as it was given, with ids where it named something."""
    said = {name: policy.document[_KEPT_APART[name]] for name in _KEPT_APART if representation.get(name) is not None}
    policy_type = type_of(policy.type)
    if typed:
        own = policy_type.echo(write, representation) if policy_type is not None else {}
    else:
        config = representation.get("config") or {}
        said |= {name: json.loads(config[place]) for name, place in _IN_CONFIG.items() if config.get(place) is not None}
        own = {"config": config}
    order = ("policies", _RESOURCES, _SCOPES)
    return {**_head(policy), **{name: said[name] for name in order if name in said}, **_tail(policy), **own}


def show(tables: RealmTables, policy: Policy, *, typed: bool, everything: bool = False) -> Document:
    """The representation of a policy; ``everything`` adds what it is about."""
    document = _head(policy)
    if everything:
        document[_RESOURCES] = list(policy.resource_ids)
        document[_SCOPES] = list(policy.scope_ids)
    policy_type = type_of(policy.type)
    own = policy_type.shown(tables, policy) if typed and policy_type is not None else {"config": dict(policy.config)} if not typed else {}
    if _SCOPES in own:
        document[_SCOPES] = own.pop(_SCOPES)
    document |= _tail(policy)
    if everything:
        there = [authorization.resource(tables, policy.server_id, identifier) for identifier in policy.resource_ids]
        if there:
            document["resourcesData"] = [resources.show(tables, resource) for resource in there if resource is not None]
        scopes = authorization.scopes_of(tables, policy.scope_ids)
        if scopes:
            document["scopesData"] = [resources.show_scope(scope) for scope in scopes]
    return {**document, **own}


def brief(policy: Policy, *, description: bool = False) -> Document:
    """A policy in a list beside something else: as observed, without what it says."""
    said = _said(policy) if description else {}
    return {
        "id": policy.id, "name": policy.name, **said, "type": policy.type, "logic": "POSITIVE", "decisionStrategy": UNANIMOUS, "config": {},
    }  # fmt: skip


def _head(policy: Policy) -> Document:
    return {"id": policy.id, "name": policy.name, **_said(policy), "type": policy.type}


def _said(policy: Policy) -> Document:
    return {"description": policy.description} if policy.document.get("description") is not None else {}


def _tail(policy: Policy) -> Document:
    return {member: value for member, usual in _USUAL.items() if (value := policy.document.get(member, usual)) is not None}
