"""Keycloak's cookies: names, paths and attributes as observed."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote, unquote

from emulator.keys import jws
from emulator.login import sessions
from emulator.state.records import UserSession
from emulator.tokens import verify
from emulator.web import cookies as realm_cookies
from emulator.web.call import Call

AUTH_SESSION = "AUTH_SESSION_ID"
AUTH_SESSION_HASH = "KC_AUTH_SESSION_HASH"
RESTART = "KC_RESTART"
IDENTITY = "KEYCLOAK_IDENTITY"
SESSION = "KEYCLOAK_SESSION"
REMEMBERED = "KEYCLOAK_REMEMBER_ME"
_YEAR = 31_536_000

add = realm_cookies.add
clear = realm_cookies.clear


def session_hash(session_id: str) -> str:
    """What a page may know of a session: the SHA-384 of its id."""
    return base64.urlsafe_b64encode(hashlib.sha384(session_id.encode()).digest()).decode()


def add_auth_session(call: Call, root: str) -> None:
    """The cookies of a login that has begun in this browser."""
    add(call, AUTH_SESSION, root)
    hashed = base64.b64encode(hashlib.sha384(root.encode()).digest()).decode()
    add(call, AUTH_SESSION_HASH, f'"{hashed}"', max_age=60, http_only=False)


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
    if call.cookies.get(IDENTITY):
        clear(call, IDENTITY)
        clear(call, SESSION)


def add_remembered(call: Call, username: str) -> None:
    """The cookie that fills in the user name next time."""
    add(call, REMEMBERED, f'"username:{quote(username)}"', max_age=_YEAR)


def forget_remembered(call: Call) -> None:
    """Deletes the cookie that fills in the user name."""
    if call.cookies.get(REMEMBERED):
        clear(call, REMEMBERED)


def remembered(call: Call) -> str:
    """The user name that this browser remembers; empty without one, or where the realm does not remember."""
    name, _, value = call.cookies.get(REMEMBERED, "").partition(":")
    return unquote(value) if name == "username" and call.realm.realm.remember_me else ""


def _lifespan(call: Call, session: UserSession) -> int:
    realm = call.context.realm
    longer = realm.sso_session_max_remember_me if session.remember_me else 0
    return max(realm.sso_session_max, longer)


def identity(call: Call) -> UserSession | None:
    """The session of the browser, if its cookie holds and its session lives."""
    text = call.cookies.get(IDENTITY)
    if not text:
        return None
    context = call.context
    try:
        token = verify.signed(context, text)
        verify.check(context, token)
    except verify.NotValid:
        return None
    if token.text("typ") != "Serialized-ID":
        return None
    session = sessions.find(context, token.text("sid"))
    return session if session is not None and session.user_id == token.text("sub") else None
