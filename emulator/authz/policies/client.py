"""The client that the token was issued to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import unforeseen
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write, listed, text
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_CLIENTS = "clients"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Clients by id; raises Keycloak's refusal of none."""
    if not given.get(_CLIENTS):
        raise unforeseen("a client policy needs clients")
    return {_CLIENTS: text(_ids(write.tables, given[_CLIENTS]))}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """``clientId``s become ids."""
    return {_CLIENTS: text(_ids(write.tables, listed(given, _CLIENTS)))}


def _ids(tables: RealmTables, names: Iterable[Any]) -> list[str]:
    found = []
    for name in names:
        client = tables.client_by_id(str(name)) or tables.client(str(name))
        if client is None:
            raise unforeseen(f"there is no client '{name}'")
        found.append(client.id)
    return list(dict.fromkeys(found))


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """Ids of clients become ``clientId``s."""
    known = [tables.client_by_id(identifier) for identifier in listed(stored, _CLIENTS)]
    return {**stored, _CLIENTS: text([one.client_id for one in known if one is not None])}


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``clients``."""
    return {_CLIENTS: listed(policy.config, _CLIENTS)}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {_CLIENTS: given[_CLIENTS]} if given.get(_CLIENTS) is not None else {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the token was issued to one of the clients."""
    return evaluation.identity.client.id in listed(policy.config, _CLIENTS)


POLICY_TYPE = PolicyType(
    "client",
    title="Client",
    group="Identity Based",
    representation="AuthorizationClientPolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
