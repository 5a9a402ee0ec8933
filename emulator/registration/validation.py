"""What client registration says of a client that its gate does not let through."""

from __future__ import annotations

from emulator.core.errors import RegistrationError
from emulator.realm.gates import Surroundings
from emulator.realm.gates import client as gate
from emulator.realm.gates.client import Metadata
from emulator.realm.views import Client
from emulator.registration.outside import Outside
from emulator.state.store import RealmTables


def check(tables: RealmTables, client: Client, outside: Outside, metadata: Metadata | None = None) -> None:
    """Raises RegistrationError for a client that is not valid. Without ``metadata`` it is one in Keycloak's own representation."""
    faults = gate.faults(client, Surroundings(tables.document, outside.text), metadata)
    for fault in faults:
        if fault.kind == "unforeseen":
            raise unforeseen(fault.message)
    if faults:
        error = "invalid_redirect_uri" if any(fault.path[0] == "redirectUris" for fault in faults) else "invalid_client_metadata"
        raise RegistrationError(error, "; ".join(fault.message for fault in faults))


def unforeseen(reason: str) -> RegistrationError:
    """Keycloak's answer where it did not foresee what was asked for."""
    return RegistrationError("unknown_error", "For more on this error consult the server log.", 500, reason=reason)
