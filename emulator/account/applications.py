"""Applications that the user has logged in to, or given consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.account import sessions
from emulator.account.access import MANAGE, NO_CACHE, AccountCall, route
from emulator.context import Context
from emulator.core.errors import AdminError
from emulator.login import consents
from emulator.realm.views import Client, ClientScope, User
from emulator.state.store import RealmTables
from emulator.web.response import Response, json_response

Document = dict[str, Any]
_VIEW, _CONSENT = "view-applications", "manage-consent"
_LINKS = ("logoUri", "policyUri", "tosUri")


def shown(context: Context, user: User) -> list[Document]:
    """ClientRepresentation of the account, for every application that the user has to do with."""
    tables = context.tables
    online = {identifier for one in sessions.active(context, user.id) for identifier in one.clients}
    offline = {identifier for one in tables.user_sessions.many("user", user.id) if one.offline for identifier in one.clients}
    found = []
    for client in map(Client, tables.clients):
        consent = consent_to(user, client)
        if client.id in online or client.id in offline or consent is not None or _is_always_shown(client):
            found.append(_application(context, client, consent, in_use=client.id in online, offline=client.id in offline))
    return found


def _is_always_shown(client: Client) -> bool:
    return client.enabled and bool(client.document.get("alwaysDisplayInConsole"))


def _application(context: Context, client: Client, consent: Mapping[str, Any] | None, *, in_use: bool, offline: bool) -> Document:
    document = client.document
    base, root = str(document.get("baseUrl") or ""), str(document.get("rootUrl") or "")
    made: Document = {
        "clientId": client.client_id, "clientName": document.get("name"), "description": document.get("description"),
        "userConsentRequired": client.consent_required, "inUse": in_use, "offlineAccess": offline, "rootUrl": root or None,
        "baseUrl": base or None, "effectiveUrl": _effective(context, client) or None,
        **{name: client.attributes.get(name) for name in _LINKS},
    }  # fmt: skip
    if consent is not None:
        made["consent"] = representation(context.tables, consent)
    return {name: value for name, value in made.items() if value is not None}


def _effective(context: Context, client: Client) -> str:
    root, base = context.root_url(client), client.base_url
    return f"{root}{base}" if base.startswith("/") else base or (root if client.root_url else "")


def consent_to(user: User, client: Client) -> Mapping[str, Any] | None:
    """What the user has consented to; None without a consent."""
    return next((one for one in user.consents if one.get("clientId") == client.client_id), None)


def representation(tables: RealmTables, consent: Mapping[str, Any]) -> Document:
    """ConsentRepresentation of the account; times in epoch milliseconds."""
    known = map(tables.client_scope, consent.get("grantedClientScopes") or ())
    scopes = [one for one in known if one is not None]
    granted = [_scope(one) for one in scopes]
    times = {name: consent[name] for name in ("createdDate", "lastUpdatedDate") if consent.get(name)}
    return {"grantedScopes": granted, **times}


def _scope(scope: ClientScope) -> Document:
    text = consents.label(scope)
    return {"id": scope.id, "name": scope.attributes.get("consent.screen.text") or scope.name, "displayText": text, "displayTest": text}


def listing(account: AccountCall) -> Response:
    """All of them, or those whose name has ``name`` in it."""
    name = (account.call.query.get("name") or "").lower()
    found = [one for one in shown(account.context, account.user) if name in str(one.get("clientName") or one["clientId"]).lower()]
    return json_response(found, headers=[NO_CACHE], charset=True)


def _client(account: AccountCall) -> Client:
    wanted = account.call.parameters["client"]
    client = account.tables.client(wanted)
    if client is None:
        raise AdminError(404, {"errorMessage": f"No client with clientId: {wanted} found."})
    return client


def read_consent(account: AccountCall) -> Response:
    """The consent; 204 without one."""
    consent = consent_to(account.user, _client(account))
    if consent is None:
        return Response(204)
    return json_response(representation(account.tables, consent), charset=True)


def grant(account: AccountCall) -> Response:
    """Replaces the consent by the client scopes whose ids are sent."""
    client, body = _client(account), account.call.json()
    granted = body.get("grantedScopes") if isinstance(body, dict) else None
    names = []
    for one in granted if isinstance(granted, list) else ():
        document = account.tables.client_scopes.get(str(one.get("id"))) if isinstance(one, dict) else None
        if document is None:
            wanted = one.get("id") if isinstance(one, dict) else one
            name = client.document.get("name") or client.client_id
            raise AdminError(400, {"errorMessage": f"Scope id {wanted} does not exist for client {name}."})
        names.append(document["name"])
    former, now = consent_to(account.user, client), account.context.clock.millis()
    created = (former or {}).get("createdDate", now)
    made = {"clientId": client.client_id, "grantedClientScopes": names, "createdDate": created, "lastUpdatedDate": now}
    _put(account, client, [made])
    return json_response(representation(account.tables, made), charset=True)


def revoke(account: AccountCall) -> Response:
    """Takes the consent back."""
    _put(account, _client(account), [])
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
