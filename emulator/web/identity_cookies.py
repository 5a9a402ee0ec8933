"""The cookies of a browser whose user has logged in, as Keycloak has them."""

from __future__ import annotations

import base64
import hashlib

from emulator.keys import jws
from emulator.login import sessions
from emulator.state.records import UserSession
from emulator.tokens import lifespans, verify
from emulator.web.call import Call
from emulator.web.cookies import add, clear

IDENTITY = "KEYCLOAK_IDENTITY"
SESSION = "KEYCLOAK_SESSION"
REMEMBERED = "KEYCLOAK_REMEMBER_ME"
AUTH_SESSION = "AUTH_SESSION_ID"


def session_hash(session_id: str) -> str:
    """What a page may know of a session: the SHA-384 of its id."""
    return base64.urlsafe_b64encode(hashlib.sha384(session_id.encode()).digest()).decode()


def add_identity(call: Call, session: UserSession) -> None:
    """The cookies of a login that has succeeded."""
    context = call.context
    now = context.clock.seconds()
    claims = {
        "exp": now + _lifespan(call, session),
        "iat": now,
        "jti": context.ids.uuid(),
        "iss": context.issuer,
        "sub": session.user_id,
        "typ": "Serialized-ID",
        "sid": session.id,
        "state_checker": context.ids.opaque(),
    }
    lasts = _lifespan(call, session)
    add(call, IDENTITY, jws.sign(context.keys.active("HS512"), claims), max_age=lasts if session.remember_me else None)
    add(call, SESSION, session_hash(session.id), max_age=lasts, http_only=False)


def forget_identity(call: Call) -> None:
    """Deletes the cookies of a login from a browser that has them."""
    _forget(call, IDENTITY, SESSION)


def forget_everything(call: Call) -> None:
    """Deletes all that tells of a former user from a browser that has it: the login, the name to fill in, and a login that has begun."""
    _forget(call, IDENTITY, SESSION, REMEMBERED, AUTH_SESSION)


def _forget(call: Call, *names: str) -> None:
    for name in names:
        if call.cookies.get(name):
            clear(call, name)


def _lifespan(call: Call, session: UserSession) -> int:
    realm = call.context.realm
    longer = realm.sso_session_max_remember_me if session.remember_me else 0
    return max(lifespans.in_force(realm.sso_session_max, lifespans.MAX), longer)


def identity(call: Call) -> UserSession | None:
    """The session of the browser, if its cookie holds, its session lives and its user is enabled; cookies that do not hold are deleted."""
    text = call.cookies.get(IDENTITY)
    if not text:
        return None
    session = _session(call, text)
    if session is None:
        forget_identity(call)
    return session


def _session(call: Call, text: str) -> UserSession | None:
    context = call.context
    try:
        token = verify.signed(context, text)
        verify.check(context, token)
    except verify.NotValid:
        return None
    if token.text("typ") != "Serialized-ID":
        return None
    session, user = sessions.find(context, token.text("sid")), context.tables.user(token.text("sub"))
    return session if session is not None and user is not None and user.enabled and session.user_id == user.id else None
