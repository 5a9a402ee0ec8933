"""Roles that the identity has: in its token, or, with ``fetchRoles``, now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.policies import PolicyType, _definitions
from emulator.authz.writing import Config, Write, given_id, listed, role, role_name, text
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.realm.views import Role
from emulator.state import roles
from emulator.state.store import RealmTables

_ROLES, _FETCH, _REQUIRED = "roles", "fetchRoles", "required"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Roles by id; those that do not exist are left out."""
    fetch = {_FETCH: "true" if given[_FETCH] else "false"} if given.get(_FETCH) is not None else {}
    return {**fetch, _ROLES: text(_known(write.tables, given.get(_ROLES) or ()))}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """Names of roles become ids."""
    return {**given, _ROLES: text(_known(write.tables, listed(given, _ROLES)))}


def _known(tables: RealmTables, entries: Any) -> list[Document]:
    found: dict[str, Document] = {}
    for entry in entries:
        one = role(tables, given_id(entry))
        if one is not None:
            found[one.id] = {"id": one.id, _REQUIRED: _definitions.flags(entry, _REQUIRED)}
    return list(found.values())


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """Ids of roles become names."""
    found = _definitions.by_id(stored, _ROLES, _REQUIRED)
    known = {identifier: tables.role(identifier) for identifier in found}
    named = [{"id": role_name(tables, one), _REQUIRED: found[identifier]} for identifier, one in known.items() if one is not None]
    return {**stored, _ROLES: text(named)}


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``roles`` that there are, and ``fetchRoles`` where it was said."""
    document: Document = {_ROLES: [entry for entry in listed(policy.config, _ROLES) if tables.role(given_id(entry)) is not None]}
    if policy.config.get(_FETCH):
        document[_FETCH] = policy.config[_FETCH] == "true"
    return document


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    document: Document = {}
    if given.get(_ROLES) is not None:
        known = [(one, role(write.tables, given_id(one))) for one in given[_ROLES]]
        document[_ROLES] = [
            {"id": there.id if there is not None else given_id(one), _REQUIRED: _definitions.flags(one, _REQUIRED)} for one, there in known
        ]
    return {**document, **({_FETCH: given[_FETCH]} if given.get(_FETCH) is not None else {})}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the identity has one of the roles, and all that are required."""
    required = _definitions.by_id(policy.config, _ROLES, _REQUIRED)
    known = [evaluation.tables.role(identifier) for identifier in required]
    fetch = policy.config.get(_FETCH) == "true"
    return _definitions.decide({one.id: _has(evaluation, one, fetch) for one in known if one is not None}, required)


def _has(evaluation: Evaluation, one: Role, fetch: bool) -> bool:
    identity = evaluation.identity
    if fetch:
        return one.id in roles.of_user(evaluation.tables, identity.user)
    if not one.client_role:
        return identity.has_realm_role(one.name)
    client = evaluation.tables.client_by_id(one.container_id)
    return client is not None and identity.has_client_role(client.client_id, one.name)


POLICY_TYPE = PolicyType(
    "role",
    title="Role",
    group="Identity Based",
    representation="RolePolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
