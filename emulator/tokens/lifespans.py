"""How long tokens and sessions live. All results are epoch seconds or seconds; -1 stands for "no end".

Client attributes override realm settings; both follow Keycloak's rules as observed.
"""

from __future__ import annotations

from emulator.core.errors import CONSULT_THE_LOG, BrokenRequest
from emulator.realm.views import Client, Realm
from emulator.state.records import ClientSession, UserSession

NEVER = -1
_IDLE, MAX = 1_800, 36_000
_OFFLINE_IDLE, _OFFLINE_MAX = 2_592_000, 5_184_000
EXPIRATION = "access.token.expiration"


def never_expires(client: Client) -> bool:
    """Whether the client's access tokens have no end (an extension: client attribute ``access.token.expiration: never``)."""
    return client.attributes.get(EXPIRATION) == "never"


def session_max(realm: Realm, session: UserSession) -> int:
    """When the user session ends whatever happens."""
    if session.offline:
        return session.started + in_force(realm.offline_session_max, _OFFLINE_MAX) if realm.offline_session_max_enabled else NEVER
    return _online_max(realm, session)


def _online_max(realm: Realm, session: UserSession) -> int:
    lifespan = in_force(realm.sso_session_max, MAX)
    if session.remember_me and realm.sso_session_max_remember_me > 0:
        lifespan = realm.sso_session_max_remember_me
    return session.started + lifespan


def session_idle(realm: Realm, session: UserSession) -> int:
    """Seconds that the user session may be idle."""
    if session.offline:
        return in_force(realm.offline_session_idle, _OFFLINE_IDLE)
    if session.remember_me and realm.sso_session_idle_remember_me > 0:
        return realm.sso_session_idle_remember_me
    return in_force(realm.sso_session_idle, _IDLE)


def in_force(seconds: int, usual: int) -> int:
    """A realm that says nothing above 0 has the usual time, as observed."""
    return seconds if seconds > 0 else usual


def _override(client: Client, attribute: str, realm_value: int) -> int:
    own = client.number(attribute)
    return realm_value if own is None else own


def client_session_max(realm: Realm, session: UserSession, client_session: ClientSession, client: Client) -> int:
    """When the client's part in the session ends whatever happens."""
    end = session_max(realm, session)
    if session.offline:
        if not realm.offline_session_max_enabled:
            return NEVER
        own = _override(client, "client.offline.session.max.lifespan", realm.client_offline_session_max)
    else:
        own = _override(client, "client.session.max.lifespan", realm.client_session_max)
    if own > 0:
        mine = client_session.started + own
        return mine if end == NEVER else min(end, mine)
    return end


def client_session_idle(realm: Realm, session: UserSession, client: Client) -> int:
    """Seconds that the client's part in the session may be idle."""
    idle = session_idle(realm, session)
    if session.offline:
        own = _override(client, "client.offline.session.idle.timeout", realm.client_offline_session_idle)
    else:
        own = _override(client, "client.session.idle.timeout", realm.client_session_idle)
    return min(idle, own) if own > 0 else idle


def own_number(client: Client, attribute: str) -> int | None:
    """A client's own setting, None where it has none; raises OAuthError for one that is no number, as Keycloak fails of it."""
    number = client.number(attribute)
    if number is None and client.attributes.get(attribute):
        reason = f"{attribute} of the client is no number: '{client.attributes[attribute]}'"
        raise BrokenRequest("unknown_error", CONSULT_THE_LOG, reason=reason)
    return number


def access_token_lifespan(realm: Realm, client: Client, implicit: bool = False) -> int:
    """Seconds that an access token lives before the session's end is considered; -1 for as long as the session."""
    if implicit:
        return realm.access_token_lifespan_implicit
    own = own_number(client, "access.token.lifespan")
    return realm.access_token_lifespan if own is None else own


def access_token_expiration(
    realm: Realm,
    client: Client,
    session: UserSession,
    client_session: ClientSession,
    now: int,
    implicit: bool = False,
) -> int:
    """When an access token issued now expires."""
    if never_expires(client):
        return NEVER
    lifespan = access_token_lifespan(realm, client, implicit)
    end = client_session_max(realm, session, client_session, client)
    expiration = _online_max(realm, session) if lifespan == NEVER else now + lifespan
    return expiration if end == NEVER else min(expiration, end)


def refresh_token_expiration(realm: Realm, client: Client, session: UserSession, client_session: ClientSession, now: int) -> int:
    """When a refresh token issued now expires; -1 for an offline token without maximum."""
    end = client_session_max(realm, session, client_session, client)
    if session.offline and end == NEVER:
        return NEVER
    idle_end = now + client_session_idle(realm, session, client)
    return idle_end if end == NEVER else min(idle_end, end)
