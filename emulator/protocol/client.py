"""Client authentication: which client is calling, and whether it has proved it."""

from __future__ import annotations

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.protocol import client_assertion, vouching
from emulator.protocol.client_auth import CLIENT_AUTHENTICATORS, basic, refused
from emulator.realm.views import Client
from emulator.web.call import Call

_ASSERTION = "client_assertion"
_BY_ASSERTION = ("client-jwt", "client-secret-jwt", client_assertion.FEDERATED)


def identify(call: Call) -> Client:
    """The client that the request names, by ``client_id``, else Basic authentication or a client assertion."""
    _check_media_type(call)
    client_id = call.form.get("client_id")
    if client_id is None and _ASSERTION in call.form:
        federated = vouching.client_of(call)
        if federated is not None:
            client_assertion.subject(call)
            events.note(call.context, client=federated)
            if federated.public:
                raise refused("invalid_client", f"client '{federated.client_id}' has no credentials", event="client_not_found")
            return federated
    if client_id is None:
        pair = basic(call)
        client_id = _of_certificate(call) or (pair[0] if pair is not None else None)
    by_assertion = client_id is None and _ASSERTION in call.form
    if by_assertion:
        client_id = client_assertion.subject(call)
    if not client_id:
        raise refused("invalid_client", "the request names no client", event="client_not_found")
    client = call.tables.client(client_id)
    if client is None:
        if _ASSERTION in call.form:
            client_assertion.subject(call)
        raise refused("invalid_client", f"there is no client '{client_id}'", event="client_not_found")
    if by_assertion:
        events.note(call.context, client=client)
        if client.public or client.authenticator not in _BY_ASSERTION:
            raise refused("invalid_client", f"client '{client_id}' does not authenticate by assertions", event="client_not_found")
    if not client.enabled:
        raise _disabled(call, client)
    return client


def _is_media_type(text: str) -> bool:
    essence = text.partition(";")[0]
    main, _, sub = essence.partition("/")
    return essence.rstrip() == "*" or bool(main.strip() and sub.strip() and "/" not in sub and "," not in essence)


def _check_media_type(call: Call) -> None:
    """As observed, an authenticator that cannot tell what kind of body it is looks no further, and the event names no client."""
    kind = call.headers.get("content-type")
    if kind is None or _is_media_type(kind):
        return
    if call.context.outbox.event is not None:
        call.context.outbox.event.client_id = ""
    raise OAuthError(
        "unauthorized_client",
        "Unexpected error when authenticating client",
        reason=f"'{kind}' is no media type",
        event="invalid_client_credentials",
    )


def _disabled(call: Call, client: Client) -> OAuthError:
    """The refusal of a client that is not enabled; one that a provider vouches for has an event of its own, as observed."""
    event = "client_disabled"
    if client.authenticator == client_assertion.FEDERATED and vouching.assertion(call) is not None:
        client_assertion.subject(call)
        event = "invalid_client_credentials"
    return refused("invalid_client", f"client '{client.client_id}' is not enabled", event=event)


def _of_certificate(call: Call) -> str | None:
    """A client with a certificate names itself in the form or in the query, whatever else the request says."""
    name = named(call)
    client = call.tables.client(name) if name else None
    return name if client is not None and client.authenticator == "client-x509" else None


def named(call: Call) -> str | None:
    """``client_id`` as the form has it, or the query."""
    found = call.form.get("client_id")
    return call.query.get("client_id") if found is None and call.request.scope["query_string"] else found


def authenticate(call: Call, expose: str = "") -> Client:
    """The authenticated client; from here on, CORS follows its web origins. Raises OAuthError."""
    try:
        client = identify(call)
        prove(call, client)
    except OAuthError:
        call.cors.allow_all(expose)
        raise
    call.cors.allow(call.context.web_origins(client), expose)
    return client


def prove(call: Call, client: Client) -> None:
    """Checks the client's credentials with its own authenticator; public clients have none."""
    if client.public:
        return
    if client.protocol != "openid-connect":
        raise refused("unauthorized_client", f"client '{client.client_id}' is not an OpenID Connect client")
    authenticator = CLIENT_AUTHENTICATORS.get(client.authenticator)
    if authenticator is None:
        raise refused("invalid_client", f"client '{client.client_id}' authenticates by '{client.authenticator}'")
    authenticator.authenticate(call, client)
