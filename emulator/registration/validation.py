"""What client registration says of a client that its gate does not let through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from emulator.core.asking import Answers
from emulator.core.errors import CONSULT_THE_LOG, RegistrationError
from emulator.realm.gates import Surroundings, protocol_mapper
from emulator.realm.gates import client as gate
from emulator.realm.gates.client import Metadata
from emulator.realm.views import Client
from emulator.registration import outside
from emulator.state.store import RealmTables


def check(tables: RealmTables, client: Client, answers: Answers, metadata: Metadata | None = None) -> None:
    """Raises RegistrationError for a client that is not valid. Without ``metadata`` it is one in Keycloak's own representation."""
    faults = gate.faults(client, Surroundings(tables.document, partial(outside.text, answers)), metadata)
    if faults and faults[0].kind == "unforeseen":
        raise unforeseen(faults[0].message)
    faults = [fault for fault in faults if fault.kind == "invalid"]
    if faults:
        error = "invalid_redirect_uri" if any(fault.path[0] == "redirectUris" for fault in faults) else "invalid_client_metadata"
        raise RegistrationError(error, "; ".join(fault.message for fault in faults))


def admit_new(given: Mapping[str, Any]) -> None:
    """Refuses the id and the mappers of a new client."""
    if gate.identifier_fault(str(given.get("id") or "")) is not None:
        raise RegistrationError("unknown_error", reason="the id is too long")
    for fault in protocol_mapper.faults(given.get("protocolMappers") or ()):
        if fault.kind == "duplicate":
            # Two mappers of one name are the same to Keycloak as two clients.
            raise RegistrationError("invalid_client_metadata", "Client Identifier in use", reason=fault.message)
        raise unforeseen(fault.message)


def admit_mappers(given: Mapping[str, Any]) -> None:
    """Refuses the mappers that a client is to have from now on."""
    for fault in protocol_mapper.faults(given.get("protocolMappers") or ()):
        raise RegistrationError("unknown_error", reason=fault.message) if fault.kind == "duplicate" else unforeseen(fault.message)


def unforeseen(reason: str) -> RegistrationError:
    """Keycloak's answer where it did not foresee what was asked for."""
    return RegistrationError("unknown_error", CONSULT_THE_LOG, 500, reason=reason)
