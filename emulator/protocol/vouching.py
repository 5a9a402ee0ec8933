"""Clients that an identity provider vouches for: which client its assertion speaks of, and whether it may speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.configuration.features import SPIFFE
from emulator.core.dataclass import dataclass
from emulator.keys.jws import Jws
from emulator.protocol import client_assertion
from emulator.realm.views import Client
from emulator.web.call import Call

if TYPE_CHECKING:
    from emulator.realm.views import IdentityProvider

_SVID = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"
_KIND = "spiffe"
_ISSUER, _SUBJECT = "jwt.credential.issuer", "jwt.credential.sub"


@dataclass(frozen=True, slots=True)
class Vouched:
    """A client that authenticates by assertions of ``provider``; ``expected`` is the type that these have, ``kind`` that of this one."""

    client: Client
    provider: IdentityProvider
    kind: str
    expected: str


def assertion(call: Call) -> Jws | None:
    """The assertion of the request, nothing of it checked; None where there is none of a type that is taken, or none that can be read."""
    return client_assertion.decoded(call, _types(call))


def _types(call: Call) -> tuple[str, ...]:
    return (client_assertion.TYPE, _SVID) if SPIFFE in call.emulator.settings.features else (client_assertion.TYPE,)


def client_of(call: Call) -> Client | None:
    """The enabled client that the request's assertion is for, where the request names none."""
    jwt = assertion(call)
    vouched = of(call, jwt) if jwt is not None else None
    if vouched is None or vouched.kind != vouched.expected or not speaks_for(vouched, jwt):
        return None
    return vouched.client if vouched.client.enabled else None


def of(call: Call, jwt: Jws) -> Vouched | None:
    """Whom an assertion speaks of, and the enabled provider that has to have made it; nothing of the assertion is checked."""
    issuer, name = jwt.claims.get("iss"), jwt.claims.get("sub")
    if not isinstance(name, str) or issuer == name or not call.tables.realm.identity_providers:
        return None
    from emulator.broker import links

    if call.form.get("client_assertion_type") != _SVID:
        issued = links.issuing(call.tables, issuer, "client") if isinstance(issuer, str) else None
        known = call.tables.derive(("federated clients", issued.alias), lambda: _known(call, issued.alias)) if issued is not None else {}
        return Vouched(known[name], issued, client_assertion.TYPE, client_assertion.TYPE) if issued is not None and name in known else None
    client = call.tables.derive("clients by subject", lambda: _by_subject(call)).get(name)
    provider = links.provider(call.tables, client.attributes.get(_ISSUER, "")) if client is not None else None
    if client is None or provider is None or not provider.enabled or client.authenticator != client_assertion.FEDERATED:
        return None
    return Vouched(client, provider, _SVID, _SVID if provider.provider == _KIND else client_assertion.TYPE)


def speaks_for(vouched: Vouched, jwt: Jws | None) -> bool:
    """Whether a provider may vouch for the subject at all: one of SPIFFE does for what is in its trust domain."""
    if vouched.provider.provider != _KIND:
        return True
    return jwt is not None and str(jwt.claims.get("sub")).startswith(f"{vouched.provider.text('trustDomain')}/")


def _known(call: Call, alias: str) -> dict[str, Client]:
    mine = (client for client in _federated(call) if client.enabled and client.attributes.get(_ISSUER) == alias)
    return {client.attributes.get(_SUBJECT, ""): client for client in mine}


def _federated(call: Call) -> list[Client]:
    clients = (Client(document) for document in call.tables.clients)
    return [client for client in clients if client.authenticator == client_assertion.FEDERATED]


def _by_subject(call: Call) -> dict[str, Client]:
    """Clients by the subject that providers know them by, without those that share one."""
    named: dict[str, list[Client]] = {}
    for client in map(Client, call.tables.clients):
        if client.attributes.get(_SUBJECT):
            named.setdefault(client.attributes[_SUBJECT], []).append(client)
    return {subject: clients[0] for subject, clients in named.items() if len(clients) == 1}
