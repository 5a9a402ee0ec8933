"""Applications that the user has logged in to, or given consent."""

from __future__ import annotations

from emulator.account._applications import consent_to, representation, shown
from emulator.account._routes import route
from emulator.account.access import CLIENT, MANAGE, NO_CACHE, AccountCall
from emulator.context import events
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken
from emulator.realm.views import Client
from emulator.web.request_body import is_nothing, parse
from emulator.web.response import JSON, Response, json_response

_VIEW, _CONSENT = "view-applications", "manage-consent"


def listing(account: AccountCall) -> Response:
    """All of them, or those whose name has ``name`` in it."""
    name = (account.call.query.get("name") or "").lower()
    listed = shown(account.context, account.user)
    if name:
        listed = [application for application in listed if name in str(application.get("clientName") or "").lower()]
    return json_response(listed, headers=[NO_CACHE], charset=True)


def _client(account: AccountCall, kind: str = "") -> Client:
    wanted = account.call.parameters["client"]
    client = account.tables.client(wanted)
    if client is None:
        raise _refused(account, kind, "client_not_found", 404, f"No client with clientId: {wanted} found.")
    return client


def _refused(account: AccountCall, kind: str, error: str, status: int, text: str) -> AdminError:
    """The refusal of what was asked for; its event is kept, without one for a mere look."""
    if kind:
        events.begin(account.context, kind, CLIENT, reason=text)
        events.note(account.context, user=account.user)
    return AdminError(status, {"errorMessage": text}, event=error)


def _tell(account: AccountCall, kind: str, **details: str) -> None:
    events.record(account.context, kind, CLIENT, account.user, details=details)


def read_consent(account: AccountCall) -> Response:
    """The consent; 204 without one."""
    consent = consent_to(account.user, _client(account))
    if consent is None:
        return Response(204)
    return json_response(representation(account.tables, consent), charset=True)


def grant(account: AccountCall) -> Response:
    """Replaces the consent by the client scopes whose ids are sent."""
    kind = "GRANT_CONSENT" if account.call.method == "POST" else "UPDATE_CONSENT"
    if account.call.content_type != JSON:
        raise AdminError(415, {"error": "No supported MessageBodyReader found"}, f"the content type is '{account.call.content_type}'")
    body = {} if is_nothing(account.call.body) else parse(account.call.body, "ConsentRepresentation")
    client, granted = _client(account, kind), body.get("grantedScopes")
    if granted is None or None in granted:
        raise broken("the body names no scopes, or null among them")
    names = []
    for scope in granted:
        document = account.tables.client_scopes.get(scope.get("id") or "")
        if document is None:
            name = client.document.get("name") or client.client_id
            raise _refused(account, kind, "invalid_scope", 400, f"Scope id {scope.get('id') or 'null'} does not exist for client {name}.")
        names.append(document["name"])
    former, now = consent_to(account.user, client), account.context.clock.millis()
    created = (former or {}).get("createdDate", now)
    consent = {"clientId": client.client_id, "grantedClientScopes": names, "createdDate": created, "lastUpdatedDate": now}
    _put(account, client, [consent])
    kind = "GRANT_CONSENT" if former is None else "UPDATE_CONSENT"
    _tell(account, kind, granted_client=client.client_id, scope=" ".join(sorted(names)))
    return json_response(representation(account.tables, consent), charset=True)


def revoke(account: AccountCall) -> Response:
    """Takes the consent back."""
    client = _client(account, "REVOKE_GRANT")
    _put(account, client, [])
    _tell(account, "REVOKE_GRANT", revoked_client=client.client_id)
    return Response(204)


def _put(account: AccountCall, client: Client, made: list[Document]) -> None:
    others = [one for one in account.user.consents if one.get("clientId") != client.client_id]
    account.tables.users.put(account.user.id, {**account.user.document, "clientConsents": [*others, *made]})


_ONE = "/applications/{client}/consent"
ROUTES = [
    route("GET", "/applications", listing, MANAGE, _VIEW),
    route("GET", _ONE, read_consent, MANAGE, "view-consent", _CONSENT),
    route("POST", _ONE, grant, MANAGE, _CONSENT),
    route("PUT", _ONE, grant, MANAGE, _CONSENT),
    route("DELETE", _ONE, revoke, MANAGE, _CONSENT),
]
