"""Trying an LDAP server's settings. None is ever asked: settings are judged, and every server is one that does not answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.core.errors import AdminError
from emulator.web.response import Response

_ACTIONS = ("testConnection", "testAuthentication")
_SCHEMES = ("ldap", "ldaps")


def test(admin: AdminCall) -> Response:
    """Raises what Keycloak answers to settings that lead nowhere (400)."""
    document = admin.body("TestLdapConnectionRepresentation") if admin.call.body.strip() else {"action": _ACTIONS[0]}
    raise AdminError(400, {"errorMessage": _failure(document.get("action"), document.get("connectionUrl"))}, "no LDAP server is asked")


def _failure(action: object, url: object) -> str:
    if action not in _ACTIONS or url == "":
        return "NamingError"
    try:
        scheme = urlsplit(url).scheme if isinstance(url, str) else None
    except ValueError:
        scheme = None
    if scheme is None:
        return "UnknownError"
    return "SocketReset" if scheme in _SCHEMES else "MalformedURL"


def capabilities(admin: AdminCall) -> Response:
    """What a server says that it can: nothing, as one says that does not answer."""
    if not admin.call.body.strip():
        raise AdminError(400, {"errorMessage": "ldapServerCapabilities error"}, "the request has no body")
    admin.body("TestLdapConnectionRepresentation")
    return found([])


ROUTES = [
    route("POST", "/testLDAPConnection", test, "manage-realm", reads="TestLdapConnectionRepresentation"),
    route("POST", "/ldap-server-capabilities", capabilities, "manage-realm", reads="TestLdapConnectionRepresentation"),
]
