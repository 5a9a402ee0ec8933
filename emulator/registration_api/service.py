"""What the providers of client registration share: who may, the policies, and what is done to the client, in Keycloak's order."""

from __future__ import annotations

from dataclasses import field, replace
from urllib.parse import quote

from emulator.context import events
from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.errors import AdminError, OAuthError, RegistrationError
from emulator.realm.clients import SERVICE_ACCOUNT
from emulator.realm.gates import client as gate
from emulator.realm.views import Client
from emulator.registration import caller as callers
from emulator.registration import lifecycle, policy, saml_clients, tokens, validation
from emulator.registration.caller import Caller, forbidden, unauthorized
from emulator.registration_api import policies
from emulator.web.call import Call
from emulator.web.response import Response, json_response

REGISTER, INFO, UPDATE, DELETE = "CLIENT_REGISTER", "CLIENT_INFO", "CLIENT_UPDATE", "CLIENT_DELETE"
_IN_PATH = "/:@!$&'()*+,;=~"
_OF_ONE_PROTOCOL = ("openid-connect", "saml2-entity-descriptor")


@dataclass(slots=True)
class Attempt:
    """One request to a provider, called ``endpoint`` in the path."""

    call: Call
    endpoint: str
    _caller: Caller | None = field(default=None)

    @property
    def caller(self) -> Caller:
        """Who calls; raises RegistrationError for a token that does not do."""
        if self._caller is None:
            self._caller = callers.identify(self.call.context, self.call.headers.get("authorization"))
        return self._caller

    @property
    def client_id(self) -> str:
        """The client that the path names."""
        return self.call.parameters["client"]

    def client(self) -> Client | None:
        """The client that the path names; None where there is none."""
        return self.call.tables.client(self.client_id)

    def origins(self) -> list[str]:
        """Origins whose pages may call."""
        return [*self.caller.origins, *policy.allowed_origins(self.call.tables, self.caller.auth)]

    def judged(self, given: Document | None = None, client: Client | None = None) -> policy.Request:
        """The request as policies see it."""
        return policy.Request(self.call.tables, self.call.remote_address, self.call.answers, given or {}, client)


def create(attempt: Attempt, representation: Document) -> tuple[Client, str]:
    """A new client of a ClientRepresentation, and its registration access token; raises RegistrationError."""
    call, context = attempt.call, attempt.call.context
    if representation.get("optionalClientScopes") is not None and representation.get("defaultClientScopes") is None:
        representation = {**representation, "defaultClientScopes": ["basic"]}
    events.begin(call.context, REGISTER)
    auth = _require_create(attempt)
    representation = policies.changed(context, attempt.caller, None, representation)
    _ask_policies(attempt, "register", auth, attempt.judged(representation))
    if representation.get("clientId") is not None and call.tables.client(representation["clientId"]) is not None:
        raise RegistrationError("invalid_client_metadata", "Client Identifier in use")
    if representation.get("id") and representation["id"] in call.tables.clients:
        raise validation.unforeseen(f"there is a client with the id {representation['id']}")
    if representation.get("protocol") == "saml":
        representation = saml_clients.completed(representation, representation.get("clientId") or "", call.answers, context.clock.now())
    document = _added(attempt, representation)
    if representation.get("authorizationServicesEnabled") and not representation.get("serviceAccountsEnabled"):
        # The service account comes after the scopes, so that it brings none.
        document = {**document, "defaultClientScopes": [name for name in document["defaultClientScopes"] if name != SERVICE_ACCOUNT]}
    if representation.get("defaultRoles"):
        lifecycle.set_default_roles(context, Client(document), representation["defaultRoles"])
    document = dict(policies.written(context, attempt.caller, "REGISTERED", Client(document)).document)
    document = policy.after_register(auth, attempt.judged(representation), document)
    call.tables.clients.put(document["id"], document)
    token = tokens.new_registration_access(context, document["id"], auth, attempt.origins())
    initial = attempt.caller.initial
    if initial is not None:
        call.tables.initial_access.put(initial.id, replace(initial, remaining=initial.remaining - 1))
    return Client(document), token


def _added(attempt: Attempt, given: Document) -> Document:
    validation.admit_new(given)
    try:
        return lifecycle.add(attempt.call.context, given)
    except AdminError as error:
        if error.status == 409:
            raise RegistrationError("invalid_client_metadata", "Client Identifier in use", reason=str(error)) from error
        raise


def created(attempt: Attempt, given: Document) -> Response:
    """The answer to a new client in Keycloak's own representation; raises RegistrationError when it is not valid."""
    client, token = create(attempt, given)
    shown = representation(attempt, client, token)
    finish(attempt, client)
    call = attempt.call
    place = f"{call.base}/realms/{quote(call.context.realm.name, safe='')}/clients-registrations/{attempt.endpoint}"
    return json_response(shown, 201, [("Location", f"{place}/{quote(client.client_id, safe=_IN_PATH)}")], charset=True)


def finish(attempt: Attempt, client: Client) -> None:
    """Ends what was done to a client in Keycloak's own representation; raises RegistrationError when it is not valid."""
    validation.check(attempt.call.tables, client, attempt.call.answers)
    events.note(attempt.call.context, client=client)
    events.succeed(attempt.call.context)


def _require_create(attempt: Attempt) -> str:
    caller = attempt.caller
    auth = tokens.ANONYMOUS
    if caller.is_bearer:
        if not caller.has_role("manage-clients", "create-client"):
            raise forbidden()
        auth = tokens.AUTHENTICATED
    elif caller.initial is not None:
        initial = caller.initial
        if initial.remaining <= 0:
            raise unauthorized("No remaining count on initial access token")
        if initial.expiration and initial.timestamp + initial.expiration <= attempt.call.context.clock.seconds():
            raise unauthorized("Expired initial access token")
        auth = tokens.AUTHENTICATED
    return auth


def _ask_policies(attempt: Attempt, step: str, auth: str, request: policy.Request) -> None:
    try:
        policy.before(step, auth, request)
    except policy.Rejected as rejected:
        events.note(attempt.call.context, client_registration_policy=rejected.policy)
        raise forbidden(str(rejected)) from rejected


def view(attempt: Attempt, *, public_too: bool = False) -> tuple[Client, str | None]:
    """The client of the path and the caller's registration access token, if that is what it has; raises RegistrationError.

    ``public_too`` lets everybody see a public client, and a client see itself by its own credentials.
    """
    events.begin(attempt.call.context, INFO)
    client, caller = attempt.client(), attempt.caller
    auth = ""
    if caller.is_bearer:
        _check_azp(attempt)
        if not caller.has_role("manage-clients", "view-clients"):
            raise forbidden()
        if client is None:
            raise _not_found()
        auth = tokens.AUTHENTICATED
    elif caller.is_client:
        if caller.owns(client):
            _check_protocol(attempt, client)
            auth = caller.auth
    elif caller.initial is not None:
        raise unauthorized("Not initial access token allowed")
    elif public_too and client is not None and _proves_itself(attempt, client):
        auth = tokens.AUTHENTICATED
    if not auth or client is None:
        raise unauthorized("Not authorized to view client. Not valid token or client credentials provided.")
    policies.touched(attempt.call.context, "VIEW", client)
    _ask_policies(attempt, "view", auth, attempt.judged(client=client))
    return client, caller.kept_token() if caller.is_client else None


def _proves_itself(attempt: Attempt, client: Client) -> bool:
    if client.public:
        return True
    from emulator.protocol import client as clients

    try:
        authenticated = clients.identify(attempt.call)
        clients.prove(attempt.call, authenticated)
    except OAuthError as error:
        raise unauthorized("Failed to authenticate client", error.reason) from error
    if authenticated.client_id != client.client_id:
        raise unauthorized("Different client authenticated")
    _check_protocol(attempt, authenticated)
    return True


def update(attempt: Attempt, representation: Document) -> tuple[Client, str | None]:
    """Changes the client of the path; a client that changes itself gets a new registration access token. Raises RegistrationError."""
    call, context = attempt.call, attempt.call.context
    events.begin(call.context, UPDATE, attempt.client_id)
    client, auth = _require_update(attempt)
    representation = policies.changed(context, attempt.caller, client, representation)
    _ask_policies(attempt, "update", auth, attempt.judged(representation, client))
    if client.client_id != representation.get("clientId"):
        raise RegistrationError("invalid_client_metadata", "Client Identifier modified")
    validation.admit_mappers(representation)
    lifecycle.update(context, client, representation)
    if representation.get("defaultRoles") is not None:
        lifecycle.set_default_roles(context, client, representation["defaultRoles"])
    token = _renewed(attempt, client, auth) if attempt.caller.is_client else None
    changed = Client(call.tables.clients.get(client.id) or {})
    return policies.written(context, attempt.caller, "UPDATED", changed), token


def _renewed(attempt: Attempt, client: Client, auth: str) -> str:
    """The registration access token from now on: a new one, unless a client policy says that it stays."""
    context = attempt.call.context
    if context.terms.keeps_registration_token:
        return attempt.caller.kept_token()
    return tokens.new_registration_access(context, client.id, auth, attempt.origins())


def remove(attempt: Attempt) -> None:
    """Deletes the client of the path; raises RegistrationError."""
    events.begin(attempt.call.context, DELETE, attempt.client_id)
    client, auth = _require_update(attempt)
    policies.touched(attempt.call.context, "UNREGISTER", client)
    _ask_policies(attempt, "delete", auth, attempt.judged(client=client))
    realm = attempt.call.context.realm.name
    if gate.stays(realm, client.client_id):
        raise RegistrationError("HTTP 403 Forbidden", None, 403, reason=f"'{client.client_id}' is one of Keycloak's own clients")
    lifecycle.delete(attempt.call.context, client)
    events.note(attempt.call.context, client=client)
    events.succeed(attempt.call.context)


def _require_update(attempt: Attempt) -> tuple[Client, str]:
    client, caller = attempt.client(), attempt.caller
    if caller.is_bearer:
        _check_azp(attempt)
        if not caller.has_role("manage-clients"):
            raise forbidden()
        if client is None:
            raise _not_found()
        return client, tokens.AUTHENTICATED
    if client is None or not caller.owns(client):
        raise unauthorized("Not authorized to update client. Maybe missing token or bad token type.")
    return client, caller.auth


def _not_found() -> RegistrationError:
    return RegistrationError("invalid_request", "Client not found", 404, event="client_not_found")


def _check_azp(attempt: Attempt) -> None:
    token = attempt.caller.token
    if token is not None:
        _check_protocol(attempt, attempt.call.tables.client(token.text("azp")))


def _check_protocol(attempt: Attempt, client: Client | None) -> None:
    if client is not None and attempt.endpoint in _OF_ONE_PROTOCOL and client.protocol not in attempt.endpoint:
        raise RegistrationError("invalid_client", "Wrong client protocol.")


def representation(attempt: Attempt, client: Client, token: str | None) -> Document:
    """The client as ClientRepresentation with its secret, default roles and registration access token."""
    document = dict(client.document)
    if token is not None:
        document["registrationAccessToken"] = token
    return {**document, "defaultRoles": lifecycle.default_roles(attempt.call.tables, client)}
