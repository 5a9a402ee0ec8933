"""Keycloak's cookies: names, paths and attributes as observed."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote, unquote

from emulator.web import cookies as realm_cookies
from emulator.web import identity_cookies
from emulator.web.call import Call

AUTH_SESSION = identity_cookies.AUTH_SESSION
AUTH_SESSION_HASH = "KC_AUTH_SESSION_HASH"
RESTART = "KC_RESTART"
IDENTITY = identity_cookies.IDENTITY
REMEMBERED = identity_cookies.REMEMBERED
_YEAR = 31_536_000

add = realm_cookies.add
clear = realm_cookies.clear
add_identity = identity_cookies.add_identity
forget_identity = identity_cookies.forget_identity
identity = identity_cookies.identity


def add_auth_session(call: Call, root: str) -> None:
    """The cookies of a login that has begun in this browser."""
    add(call, AUTH_SESSION, root)
    hashed = base64.b64encode(hashlib.sha384(root.encode()).digest()).decode()
    # A slash has to be quoted in the cookies of RFC 2109.
    add(call, AUTH_SESSION_HASH, f'"{hashed}"' if "/" in hashed else hashed, max_age=60, http_only=False)


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
    return unquote(value) if name == "username" and call.context.realm.remember_me else ""
