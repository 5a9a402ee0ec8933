"""What the Admin API says of clients and protocol mappers that their gates do not let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.admin.access import AdminCall
from emulator.core.errors import AdminError
from emulator.realm.gates import Fault, Surroundings, lengths, protocol_mapper
from emulator.realm.gates import client as gate
from emulator.realm.refusal import DUPLICATE, broken, conflict, refuse_mapper
from emulator.realm.views import Client
from emulator.state import given_ids
from emulator.state.store import RealmTables
from emulator.world import ids_elsewhere

_WORDS = {
    "pairwiseMalformedSectorIdentifierURI": "Malformed Sector Identifier URI.",
    "duplicatedJwksSettings": 'The "Use JWKS" switch and the switch "Use JWKS URL" cannot be ON at the same time.',
}
"""Sentences that the administrator's language has, where they are not those of client registration."""

_LOOKED_UP = ("serviceAccountsEnabled", "defaultClientScopes", "optionalClientScopes")
"""Members for which Keycloak looks into its database in between, which then notices what it cannot store: told as if the name was taken."""


def admit_new(admin: AdminCall, representation: Mapping[str, Any], *, imported: bool) -> None:
    """Refuses the id, the name and the mappers of a new client.

    As observed, what is wrong with it otherwise is told before an id of the realm's own, and before all of these for a protocol that
    there is not.
    """
    tables = admin.tables
    identifier = str(representation.get("id") or "")
    fault = gate.identifier_fault(identifier)
    if fault is not None:
        raise _invalid([fault])
    name, mappers = representation.get("clientId"), representation.get("protocolMappers") or ()
    is_written_early = not imported and (
        representation.get("protocol") == "saml" or any(representation.get(member) for member in _LOOKED_UP)
    )
    is_known = not imported and bool(name) and tables.client(str(name)) is not None
    is_told_first = representation.get("protocol") not in (None, *gate.PROTOCOLS) and not representation.get("serviceAccountsEnabled")
    if is_told_first and (is_known or identifier):
        admit(tables, _with_name(representation), representation)
    ids_elsewhere.refuse(admin.call.emulator, tables, ids_elsewhere.CLIENTS, representation, taken(name, "another realm has the id"))
    if identifier in tables.clients and not is_written_early:
        admit(tables, _with_name(representation), representation)
    given_ids.refuse(tables.clients, representation, taken(name, "the id is taken") if is_written_early else None)
    if is_known:
        raise taken(name, "there is such a client")
    for fault in protocol_mapper.faults(mappers):
        if imported:
            refuse_mapper(fault, broken)
        if fault.key == protocol_mapper.NAME_TAKEN or (is_written_early and fault.kind == "duplicate"):
            raise taken(name, fault.message)
        raise storing(fault)
    given_ids.refuse_mappers(tables, mappers, twice=taken(name, "two mappers have one id"))
    ids_elsewhere.refuse_mappers(admin.call.emulator, tables, mappers)


def _with_name(given: Mapping[str, Any]) -> Client:
    """The client with the name that it gets where it has none: its id."""
    return Client({**given, "clientId": given["id"]} if given.get("clientId") is None and given.get("id") else dict(given))


def taken(name: Any, reason: str) -> AdminError:
    """409 of a new client that has something that another one has."""
    return AdminError(409, {"errorMessage": f"Client {'null' if name is None else name} already exists"}, reason)


def admit_mappers(tables: RealmTables, client: Client, mappers: Sequence[Mapping[str, Any] | None]) -> None:
    """Refuses the mappers that a client is to have from now on. One that it has keeps its name: another name is another mapper."""
    for fault in protocol_mapper.faults(mappers):
        if fault.key == protocol_mapper.NAME_TAKEN:
            raise _no_mapper(fault.parameters[0], fault.message)
        if fault.key != lengths.TOO_LONG:
            raise storing(fault)
    given_ids.refuse_mappers(tables, mappers, client.id)
    own = {mapper.get("id"): (mapper.get("protocol"), mapper.get("name")) for mapper in client.protocol_mappers}
    for mapper in filter(None, mappers):
        name = (mapper.get("protocol"), mapper.get("name"))
        if own.get(mapper.get("id"), name) != name:
            raise _no_mapper(mapper["name"], DUPLICATE)


def admit_texts(mappers: Sequence[Mapping[str, Any] | None]) -> None:
    """Refuses texts of a client's mappers that there is no room for, which is noticed when they are stored."""
    for fault in protocol_mapper.faults(mappers):
        if fault.key == lengths.TOO_LONG:
            raise storing(fault)


def _no_mapper(name: str, why: str) -> AdminError:
    return AdminError(400, {"error": "invalid_input", "error_description": f"Cannot add protocol mapper '{name}'. {why}"})


def admit(tables: RealmTables, client: Client, representation: Mapping[str, Any]) -> None:
    """Refuses a client that is made of a representation; all that is wrong with it is told."""
    is_stored_first = any(representation.get(member) for member in _LOOKED_UP)
    _admit(gate.new_faults(client, Surroundings(tables.document), is_stored_first=is_stored_first))


def admit_changed(tables: RealmTables, client: Client, *, is_stored_first: bool) -> None:
    """Refuses a client as it has become; all that is wrong with it is told, what cannot be stored first or last."""
    _admit((gate.stored_faults if is_stored_first else gate.faults)(client, Surroundings(tables.document)))


def _admit(faults: Sequence[Fault]) -> None:
    if faults and faults[0].kind == "unforeseen":
        raise broken(faults[0].message)
    if faults:
        raise _invalid(fault for fault in faults if fault.kind == "invalid")


def admit_imported(tables: RealmTables, client: Client) -> None:
    """Refuses of a client that is imported into a realm only what cannot be stored: as observed, its URLs may be anything."""
    for fault in gate.faults(client, Surroundings(tables.document)):
        if fault.key == lengths.TOO_LONG:
            raise broken(fault.message)


def storing(fault: Fault) -> AdminError:
    """The answer to what Keycloak notices only when it writes."""
    return conflict(fault.message, late=True) if fault.kind == "duplicate" else broken(fault.message)


def words(fault: Fault) -> str:
    """The administrator's sentence for a fault of a client."""
    return _WORDS.get(fault.key, fault.message)


def _invalid(faults: Iterable[Fault]) -> AdminError:
    sentences = "; ".join(map(words, faults))
    return AdminError(400, {"error": "invalid_input", "error_description": sentences})
