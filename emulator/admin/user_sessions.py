"""Sessions: of a user, of a client, of the realm; and what a user has consented to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from emulator.admin import _adapters
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found, listed, page
from emulator.admin.clients import client_of
from emulator.admin.users import MANAGE, VIEW, user_of
from emulator.core.errors import AdminError
from emulator.login import session_end, sessions
from emulator.realm.views import Client
from emulator.state.records import UserSession
from emulator.web.response import Response, json_response

_CLIENTS = ("view-clients", "manage-clients")
_REALM = ("view-realm", "manage-realm")
_MANY = 2000
"""Sessions from which on a look at all of them leaves room for other requests."""


def representation(admin: AdminCall, session: UserSession, client: Client | None = None) -> dict[str, Any]:
    """UserSessionRepresentation; times in epoch milliseconds. ``client`` narrows the clients to one."""
    known = {identifier: admin.tables.client_by_id(identifier) for identifier in session.clients}
    clients = {identifier: member.client_id for identifier, member in known.items() if member is not None}
    last = session.last_access
    if client is not None and session.offline:
        last = session.clients[client.id].refreshed
    return {
        "id": session.id,
        "username": session.username,
        "userId": session.user_id,
        "ipAddress": session.ip_address,
        "start": session.started * 1000,
        "lastAccess": last * 1000,
        "rememberMe": session.remember_me,
        "clients": clients,
        "transientUser": False,
    }


def alive(admin: AdminCall, rows: Iterable[UserSession], *, offline: bool) -> list[UserSession]:
    """Those of the sessions that last, of one kind. Very many are looked at in parts, between the requests of others."""

    def lasts(session: UserSession) -> bool:
        return session.offline is offline and sessions.is_active(admin.context, session)

    return admin.context.answers.those(("alive", offline), rows, _MANY, lasts)


def of_user(admin: AdminCall) -> Response:
    """Online sessions of a user."""
    user = user_of(admin, *VIEW)
    rows = alive(admin, admin.tables.user_sessions.many("user", user.id), offline=False)
    return listed(admin, rows, partial(representation, admin))


def offline_of_user(admin: AdminCall) -> Response:
    """Offline sessions of a user with a client."""
    user = user_of(admin, *VIEW)
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Client not found"})
    mine = [one for one in admin.tables.user_sessions.many("user", user.id) if client.id in one.clients]
    return listed(admin, alive(admin, mine, offline=True), partial(representation, admin, client=client))


def _of_client(admin: AdminCall, *, offline: bool) -> list[UserSession]:
    return alive(admin, admin.tables.user_sessions.many("client", client_of(admin).id), offline=offline)


def of_client(admin: AdminCall) -> Response:
    """Online sessions that a client takes part in."""
    return listed(admin, page(admin, _of_client(admin, offline=False), 100), partial(representation, admin))


def offline_of_client(admin: AdminCall) -> Response:
    """Offline sessions that a client takes part in."""
    client = client_of(admin)
    return listed(admin, page(admin, _of_client(admin, offline=True), 100), partial(representation, admin, client=client))


def count(admin: AdminCall) -> Response:
    """How many online sessions a client takes part in."""
    return found({"count": len(_of_client(admin, offline=False))})


def offline_count(admin: AdminCall) -> Response:
    """How many offline sessions a client takes part in."""
    return found({"count": len(_of_client(admin, offline=True))})


def stats(admin: AdminCall) -> Response:
    """Clients with sessions, and how many; numbers are texts, as observed."""
    rows, context = list(admin.tables.user_sessions), admin.context

    def counted() -> dict[bool, Counter[str]]:
        lasting = [session for session in rows if sessions.is_active(context, session)]
        return {
            kind: Counter(client for session in lasting if session.offline is kind for client in session.clients) for kind in (True, False)
        }

    numbers = context.answers.ask("session stats", counted, own_thread=True) if len(rows) > _MANY else counted()
    shown = []
    for document in admin.tables.clients:
        active, offline = numbers[False][document["id"]], numbers[True][document["id"]]
        if active or offline:
            shown.append({"offline": str(offline), "clientId": document["clientId"], "active": str(active), "id": document["id"]})
    return found(shown)


def delete(admin: AdminCall) -> Response:
    """Ends one session; ``isOffline`` says of which kind."""
    session = sessions.find(admin.context, admin.call.parameters["session"], bool(admin.flag("isOffline")))
    if session is None:
        raise AdminError(404, {"error": "Sesssion not found"})
    session_end.end(admin.call.context, session)
    return done()


def logout_all(admin: AdminCall) -> Response:
    """Ends every online session of the realm."""
    sessions.end_those(admin.context, "online sessions", admin.tables.user_sessions.keys(), lambda session: not session.offline)
    admin.tables.document = {**admin.tables.document, "notBefore": admin.context.clock.seconds()}
    told = _adapters.log_out(admin.context)
    admin.changed = {"successRequests": told} if told else {}
    return json_response(admin.changed, charset=True)


def push_revocation(admin: AdminCall) -> Response:
    """Tells the clients' applications of the realm's not-before policy; who was reached, and who was not."""
    clients = map(Client, admin.tables.clients)
    admin.changed = _adapters.push_not_before(admin.context, clients, admin.realm.not_before)
    return json_response(admin.changed, charset=True)


def consents(admin: AdminCall) -> Response:
    """What a user has granted to clients, and offline sessions as additional grants."""
    user = user_of(admin, *VIEW)
    offline = _offline_clients(admin, user.id)
    granted = {str(consent.get("clientId")) for consent in user.consents}
    shown: list[dict[str, Any]] = []
    for consent in user.consents:
        client = admin.tables.client(consent.get("clientId", ""))
        extra = [{"client": client.id, "key": "Offline Token"}] if client is not None and client.id in offline else []
        shown.append(
            {
                "clientId": consent["clientId"], "grantedClientScopes": list(consent.get("grantedClientScopes") or ()),
                "createdDate": consent.get("createdDate"), "lastUpdatedDate": consent.get("lastUpdatedDate"), "additionalGrants": extra,
            }
        )  # fmt: skip
    for identifier in offline:
        client = admin.tables.client_by_id(identifier)
        if client is not None and client.client_id not in granted:
            grants = [{"client": client.id, "key": "Offline Token"}]
            shown.append({"clientId": client.client_id, "grantedClientScopes": [], "additionalGrants": grants})
    return found(shown)


def _offline_clients(admin: AdminCall, user_id: str) -> dict[str, None]:
    rows = alive(admin, admin.tables.user_sessions.many("user", user_id), offline=True)
    return {identifier: None for one in rows for identifier in one.clients}


def revoke_consent(admin: AdminCall) -> Response:
    """Takes back what a user has granted to a client, with its offline sessions."""
    user = user_of(admin, MANAGE)
    client = admin.tables.client(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Client not found"})
    kept = [consent for consent in user.consents if consent.get("clientId") != client.client_id]
    rows = [row for row in admin.tables.user_sessions.many("user", user.id) if client.id in row.clients]
    if len(kept) == len(user.consents) and not any(row.offline for row in rows):
        raise AdminError(404, {"error": "Consent nor offline token not found"})
    admin.tables.users.put(user.id, {**user.document, "clientConsents": kept})
    for session in rows:
        sessions.leave(admin.context, session, client, end_empty=session.offline)
    return done(no_cache=True)


ROUTES = [
    route("GET", "/users/{id}/sessions", of_user),
    route("GET", "/users/{id}/offline-sessions/{client}", offline_of_user),
    route("GET", "/users/{id}/consents", consents),
    route("DELETE", "/users/{id}/consents/{client}", revoke_consent, event="USER"),
    route("GET", "/clients/{client}/user-sessions", of_client, *_CLIENTS),
    route("GET", "/clients/{client}/offline-sessions", offline_of_client, *_CLIENTS),
    route("GET", "/clients/{client}/session-count", count, *_CLIENTS),
    route("GET", "/clients/{client}/offline-session-count", offline_count, *_CLIENTS),
    route("GET", "/client-session-stats", stats, *_REALM),
    route("DELETE", "/sessions/{session}", delete, "manage-users", event="USER_SESSION"),
    route("POST", "/logout-all", logout_all, "manage-users", media="", event="REALM", operation="ACTION"),
    route("POST", "/push-revocation", push_revocation, "manage-realm", media="", event="REALM", operation="ACTION"),
]
