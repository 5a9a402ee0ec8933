"""What the account shows of applications: for its REST API and for the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.account import _sessions
from emulator.context import Context
from emulator.core.documents import Document
from emulator.login import consents
from emulator.realm.views import Client, ClientScope, User
from emulator.state.store import RealmTables

_LINKS = ("logoUri", "policyUri", "tosUri")


def shown(context: Context, user: User) -> list[Document]:
    """ClientRepresentation of the account, for every application that the user has to do with."""
    tables = context.tables
    online = {identifier for session in _sessions.active(context, user.id) for identifier in session.clients}
    offline = {identifier for session in tables.user_sessions.many("user", user.id) if session.offline for identifier in session.clients}
    applications = []
    for client in map(Client, tables.clients):
        consent = consent_to(user, client)
        if client.id in online or client.id in offline or consent is not None or _is_always_shown(client):
            applications.append(_application(context, client, consent, in_use=client.id in online, offline=client.id in offline))
    return applications


def _is_always_shown(client: Client) -> bool:
    return client.enabled and bool(client.document.get("alwaysDisplayInConsole"))


def _application(context: Context, client: Client, consent: Mapping[str, Any] | None, *, in_use: bool, offline: bool) -> Document:
    document = client.document
    base, root = str(document.get("baseUrl") or ""), str(document.get("rootUrl") or "")
    application: Document = {
        "clientId": client.client_id, "clientName": document.get("name"), "description": document.get("description"),
        "userConsentRequired": client.consent_required, "inUse": in_use, "offlineAccess": offline, "rootUrl": root or None,
        "baseUrl": base or None, "effectiveUrl": _effective(context, client) or None,
        **{name: client.attributes.get(name) for name in _LINKS},
    }  # fmt: skip
    if consent is not None:
        application["consent"] = representation(context.tables, consent)
    return {name: value for name, value in application.items() if value is not None}


def _effective(context: Context, client: Client) -> str:
    return context.absolute(client, client.base_url) or (context.root_url(client) if client.root_url else "")


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
