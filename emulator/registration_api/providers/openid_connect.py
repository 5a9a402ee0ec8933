"""Client registration with OpenID Connect's client metadata (RFC 7591, RFC 7592, OpenID Connect Dynamic Client Registration)."""

from __future__ import annotations

from urllib.parse import quote

from emulator.context import events
from emulator.core.documents import Document
from emulator.core.errors import RegistrationError
from emulator.realm.gates import protocol_mapper
from emulator.realm.gates.client import Metadata
from emulator.realm.views import Client
from emulator.registration import client_information, metadata, validation
from emulator.registration_api import service
from emulator.registration_api.providers import RegistrationProvider
from emulator.registration_api.service import Attempt
from emulator.web import request_body
from emulator.web.response import JSON, Response, json_response

_PAIRWISE = "oidc-sha256-pairwise-sub-mapper"
_SECTOR = "sectorIdentifierUri"


def create(attempt: Attempt) -> Response:
    """A new client (RFC 7591 section 3.1)."""
    document = request_body.parse(attempt.call.body, "OIDCClientRepresentation")
    events.begin(attempt.call.context, service.REGISTER)
    _check_origin(attempt)
    if document.get("client_id") is not None:
        raise RegistrationError("invalid_client_metadata", "Client Identifier included")
    client, token = service.create(attempt, metadata.representation(document))
    client = _with_subjects(attempt, client, document)
    uri = _uri(attempt, client)
    shown = client_information.of(
        attempt.call.context.realm, client, uri, token=token, issued_at=attempt.call.context.clock.seconds()
    )  # fmt: skip
    return _answered(attempt, client, json_response(shown, 201, [("Location", uri)], charset=True))


def read(attempt: Attempt) -> Response:
    """The client (RFC 7592 section 2.1)."""
    events.begin(attempt.call.context, service.INFO)
    _check_origin(attempt)
    client, token = service.view(attempt)
    shown = client_information.of(attempt.call.context.realm, client, _uri(attempt, client), token=token)
    return _answered(attempt, client, json_response(shown, charset=True))


def update(attempt: Attempt) -> Response:
    """Replaces the client's metadata (RFC 7592 section 2.2), as far as Keycloak does: what is absent mostly stays."""
    document = request_body.parse(attempt.call.body, "OIDCClientRepresentation")
    events.begin(attempt.call.context, service.UPDATE)
    _check_origin(attempt)
    wanted = metadata.representation(document)
    if document.get("scope") is not None:
        # Keycloak looks for the client by its internal id here, which is the same for clients that registered themselves.
        current = attempt.call.tables.client_by_id(document.get("client_id") or "")
        if current is None:
            raise validation.unforeseen("a client whose id is not its clientId cannot change its scope")
        wanted["defaultClientScopes"] = list(current.default_client_scopes)
    client, token = service.update(attempt, wanted)
    client = _with_subjects(attempt, client, document)
    shown = client_information.of(attempt.call.context.realm, client, _uri(attempt, client), token=token)
    return _answered(attempt, client, json_response(shown, charset=True))


def delete(attempt: Attempt) -> Response:
    """Deletes the client (RFC 7592 section 2.3)."""
    events.begin(attempt.call.context, service.DELETE)
    _check_origin(attempt)
    origins = attempt.origins()
    service.remove(attempt)
    attempt.call.cors.allow(origins)
    return Response(204)


def _check_origin(attempt: Attempt) -> None:
    origin, allowed = attempt.call.cors.origin, attempt.origins()
    if origin is not None and origin not in allowed and "*" not in allowed:
        raise RegistrationError("Invalid origin", None, 403, reason=f"the origin {origin} may not register clients")


def _answered(attempt: Attempt, client: Client, response: Response) -> Response:
    events.note(attempt.call.context, client=client)
    events.succeed(attempt.call.context)
    attempt.call.cors.allow(attempt.origins())
    return response


def _uri(attempt: Attempt, client: Client) -> str:
    call = attempt.call
    base = f"{call.backend or call.base}/realms/{quote(call.context.realm.name, safe='')}"
    return f"{base}/clients-registrations/openid-connect/{quote(client.client_id, safe='')}"


def _with_subjects(attempt: Attempt, client: Client, client_metadata: Document) -> Client:
    """The client with the mapper that goes with its subjects; raises RegistrationError when it is not valid as it is then."""
    wanted = metadata.subjects(client_metadata)
    document = {name: value for name, value in client.document.items() if name != "protocolMappers"}
    mappers = _mappers(attempt, client, wanted)
    if mappers:
        document["protocolMappers"] = mappers
    attempt.call.tables.clients.put(client.id, document)
    changed = Client(document)
    validation.check(attempt.call.tables, changed, attempt.call.answers, wanted)
    return changed


def _mappers(attempt: Attempt, client: Client, wanted: Metadata) -> list[Document]:
    mappers = [dict(mapper) for mapper in client.protocol_mappers]
    if not wanted.pairwise:
        return [mapper for mapper in mappers if mapper.get("protocolMapper") != _PAIRWISE]
    sector = {_SECTOR: wanted.sector_identifier_uri} if wanted.sector_identifier_uri is not None else {}
    pairwise = [mapper for mapper in mappers if mapper.get("protocolMapper") == _PAIRWISE]
    for mapper in pairwise:
        mapper["config"] = {**{name: value for name, value in mapper["config"].items() if name != _SECTOR}, **sector}
    if not pairwise:
        ids = attempt.call.context.ids
        config = {**sector, "pairwiseSubAlgorithmSalt": ids.uuid()}
        new_mapper = {"name": "pairwise subject identifier", "protocol": "openid-connect", "protocolMapper": _PAIRWISE, "config": config}
        mappers.append(protocol_mapper.new(new_mapper, ids))
    return mappers


REGISTRATION_PROVIDER = RegistrationProvider(
    "openid-connect",
    collection={"POST": create},
    client={"GET": read, "PUT": update, "DELETE": delete},
    consumes=JSON,
    allow="",
    preflight="DELETE, POST, GET, OPTIONS, PUT",
)
