"""The gate of clients: what Keycloak's client validation refuses, whoever brings the client. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from emulator.core.dataclass import dataclass
from emulator.realm.gates import Fault, Path, Surroundings, _client_ciba, _client_levels, _client_times, _client_urls, _pairwise, lengths
from emulator.realm.gates._told import Problem, told
from emulator.realm.views import Client

PROTOCOLS = ("openid-connect", "saml")
_MASTER, _MANAGEMENT, _OF_OTHER_REALMS = "master", "realm-management", "-realm"
_BUILT_IN = frozenset({"account", "account-console", "admin-cli", "security-admin-console", "broker", _MANAGEMENT})
_TEXTS = (
    "clientId", "name", "description", "rootUrl", "baseUrl", "adminUrl", "protocol", "clientAuthenticatorType", "secret",
    "redirectUris", "webOrigins",
)  # fmt: skip
_EARLY = ("clientId", "name", "description", "rootUrl", "baseUrl", "adminUrl")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What client metadata said of subjects (OpenID Connect Registration section 2)."""

    pairwise: bool
    sector_identifier_uri: str | None


def faults(client: Client, around: Surroundings, metadata: Metadata | None = None) -> list[Fault]:
    """All that is wrong with a client as it would be stored, in the order in which Keycloak tells it.

    Without ``metadata`` the client came in Keycloak's own representation, whose mappers say how subjects are named.
    """
    return [*_told_faults(client, around, metadata), *_too_long(client)]


def new_faults(client: Client, around: Surroundings, *, is_stored_first: bool) -> list[Fault]:
    """All that is wrong with a client that the Admin API makes: as observed its first texts and its nodes are stored in any case."""
    nodes = lengths.keys(client.document.get("registeredNodes"), ("registeredNodes",))
    if is_stored_first:
        return [*nodes, *stored_faults(client, around)]
    early = () if client.protocol not in PROTOCOLS else lengths.members(client.document, _EARLY)
    return [*nodes, *early, *faults(client, around)]


def stored_faults(client: Client, around: Surroundings) -> list[Fault]:
    """All that is wrong with a client that is stored before it is looked at."""
    return [*_too_long(client), *_told_faults(client, around, None)]


def _told_faults(client: Client, around: Surroundings, metadata: Metadata | None) -> list[Fault]:
    return sorted(map(_fault, told(_problems(client, around, metadata))), key=lambda fault: fault.kind != "unforeseen")


def stays(realm: str, client_id: str) -> bool:
    """Whether a client of the realm is one of Keycloak's own, which nobody may delete."""
    return client_id in _BUILT_IN or is_closed(realm, client_id)


def is_own(client_id: str) -> bool:
    """Whether a client has the name of one of Keycloak's own, of whatever realm; a partial import passes over such, as observed."""
    return client_id in _BUILT_IN or client_id.endswith(_OF_OTHER_REALMS)


def is_closed(realm: str, client_id: str) -> bool:
    """Whether a client of the realm stands for the administration of one, which nobody may change either."""
    return client_id.endswith(_OF_OTHER_REALMS) if realm == _MASTER else client_id == _MANAGEMENT


def _too_long(client: Client) -> Iterator[Fault]:
    yield from lengths.members(client.document, _TEXTS)
    yield from lengths.keys(client.attributes, ("attributes",))


def _fault(problem: Problem) -> Fault:
    key = problem.key or problem.field or "clientIdBlank"
    return Fault(problem.path, key, problem.message, kind="invalid" if problem.foreseen else "unforeseen")


def identifier_fault(text: str) -> Fault | None:
    """What is wrong with the ``id`` of a new client."""
    most = lengths.IDENTIFIER
    if len(text) > most:
        return Fault(("id",), "clientIdTooLong", f"Client ID must not exceed {most} characters", (str(most),))
    return None


def _problems(client: Client, around: Surroundings, metadata: Metadata | None) -> Iterator[Problem]:
    if not client.client_id.strip():
        yield Problem(None, "Client ID cannot be blank", path=("clientId",))
    if client.protocol not in PROTOCOLS:
        yield Problem("protocol", f"Invalid protocol: {client.protocol}", path=("protocol",))
    yield from _client_urls.problems(client)
    yield from _pairwise_problems(client, around, metadata)
    yield from _client_ciba.problems(around.realm, client)
    if metadata is None and client.flag("use.jwks.url") and client.flag("use.jwks.string"):
        message = "Illegal to use both jwks_uri and jwks_string"
        yield Problem("jwksUrl", message, "duplicatedJwksSettings", ("attributes", "use.jwks.url"))
    yield from _client_levels.problems(around.realm, client)
    if metadata is None:
        yield from _client_times.problems(around.realm, client)


def pairwise_faults(client: Client, around: Surroundings) -> Iterable[Fault]:
    """Why a client's redirect URIs do not do for the subjects that its mappers name."""
    return map(_fault, _pairwise_problems(client, around, None))


def _pairwise_problems(client: Client, around: Surroundings, metadata: Metadata | None) -> Iterator[Problem]:
    for path, sector in _sectors(client, metadata):
        message, key = _pairwise.fault(client, sector, around.text_at)
        if message:
            yield Problem("pairWise", message, key, path)


def _sectors(client: Client, metadata: Metadata | None) -> Iterable[tuple[Path, str | None]]:
    if metadata is not None:
        asked = metadata.pairwise or metadata.sector_identifier_uri
        return [(("sectorIdentifierUri",), metadata.sector_identifier_uri)] if asked else []
    return [
        (("protocolMappers", index), (mapper.get("config") or {}).get("sectorIdentifierUri"))
        for index, mapper in enumerate(client.protocol_mappers)
        if mapper and mapper.get("protocolMapper") == _pairwise.MAPPER
    ]
