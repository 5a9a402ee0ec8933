"""The gate of clients: what Keycloak's client validation refuses, whoever brings the client. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from emulator.realm.gates import Fault, Path, Surroundings, _client_ciba, _client_levels, _client_times, _client_urls, _pairwise
from emulator.realm.gates._told import Problem, told
from emulator.realm.views import Client

_PROTOCOLS = ("openid-connect", "saml")
_MAX_ID = 36


@dataclass(frozen=True, slots=True)
class Metadata:
    """What client metadata said of subjects (OpenID Connect Registration section 2)."""

    pairwise: bool
    sector_identifier_uri: str | None


def faults(client: Client, around: Surroundings, metadata: Metadata | None = None) -> list[Fault]:
    """All that is wrong with a client as it would be stored, in the order in which Keycloak tells it.

    Without ``metadata`` the client came in Keycloak's own representation, whose mappers say how subjects are named.
    """
    return [_fault(problem) for problem in told(_problems(client, around, metadata))]


def _fault(problem: Problem) -> Fault:
    key = problem.key or problem.field or "clientIdBlank"
    return Fault(problem.path, key, problem.message, kind="invalid" if problem.foreseen else "unforeseen")


def identifier_fault(text: str) -> Fault | None:
    """What is wrong with the ``id`` of a new client."""
    if len(text) > _MAX_ID:
        return Fault(("id",), "clientIdTooLong", f"Client ID must not exceed {_MAX_ID} characters", (str(_MAX_ID),))
    return None


def _problems(client: Client, around: Surroundings, metadata: Metadata | None) -> Iterator[Problem]:
    if not client.client_id.strip():
        yield Problem(None, "Client ID cannot be blank", path=("clientId",))
    if client.protocol not in _PROTOCOLS:
        yield Problem("protocol", f"Invalid protocol: {client.protocol}", path=("protocol",))
    yield from _client_urls.problems(client)
    for path, sector in _sectors(client, metadata):
        message, key = _pairwise.fault(client, sector, around.text_at)
        if message:
            yield Problem("pairWise", message, key, path)
    yield from _client_ciba.problems(around.realm, client)
    if metadata is None and client.flag("use.jwks.url") and client.flag("use.jwks.string"):
        message = "Illegal to use both jwks_uri and jwks_string"
        yield Problem("jwksUrl", message, "duplicatedJwksSettings", ("attributes", "use.jwks.url"))
    yield from _client_levels.problems(around.realm, client)
    if metadata is None:
        yield from _client_times.problems(around.realm, client)


def _sectors(client: Client, metadata: Metadata | None) -> Iterable[tuple[Path, str | None]]:
    if metadata is not None:
        asked = metadata.pairwise or metadata.sector_identifier_uri
        return [(("sectorIdentifierUri",), metadata.sector_identifier_uri)] if asked else []
    return [
        (("protocolMappers", index), (mapper.get("config") or {}).get("sectorIdentifierUri"))
        for index, mapper in enumerate(client.protocol_mappers)
        if mapper.get("protocolMapper") == _pairwise.MAPPER
    ]
