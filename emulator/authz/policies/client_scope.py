"""Client scopes that the token carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import unforeseen
from emulator.authz.policies import PolicyType, _definitions
from emulator.authz.writing import Config, Write, given_id, listed, text
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.realm.views import ClientScope
from emulator.state.store import RealmTables

_SCOPES, _REQUIRED = "clientScopes", "required"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Client scopes by id."""
    return {_SCOPES: text(_known(write.tables, given.get(_SCOPES) or ()))}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """Names of client scopes become ids."""
    return {**given, _SCOPES: text(_known(write.tables, listed(given, _SCOPES)))}


def _known(tables: RealmTables, entries: Iterable[Any]) -> list[Document]:
    found: dict[str, Document] = {}
    for entry in entries:
        document = tables.client_scopes.get(given_id(entry)) or tables.client_scopes.one("name", given_id(entry))
        if document is None:
            raise unforeseen(f"there is no client scope '{given_id(entry)}'")
        found[document["id"]] = {"id": document["id"], _REQUIRED: _definitions.flags(entry, _REQUIRED)}
    return list(found.values())


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """Ids of client scopes become names."""
    found = _definitions.by_id(stored, _SCOPES, _REQUIRED)
    known = {identifier: tables.client_scopes.get(identifier) for identifier in found}
    named = [{"id": one["name"], _REQUIRED: found[identifier]} for identifier, one in known.items() if one is not None]
    return {**stored, _SCOPES: text(named)}


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``clientScopes``."""
    return {_SCOPES: listed(policy.config, _SCOPES)}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {_SCOPES: _known(write.tables, given[_SCOPES])} if given.get(_SCOPES) is not None else {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the token's ``scope`` has one of the client scopes, and all that are required."""
    required = _definitions.by_id(policy.config, _SCOPES, _REQUIRED)
    carried = next(iter(evaluation.identity.attributes.get("scope") or ()), "").split(" ")
    documents = [evaluation.tables.client_scopes.get(identifier) for identifier in required]
    known = [ClientScope(document) for document in documents if document is not None]
    return _definitions.decide({one.id: one.name in carried for one in known}, required)


POLICY_TYPE = PolicyType(
    "client-scope",
    title="Client Scope",
    group="Identity Based",
    representation="ClientScopePolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
