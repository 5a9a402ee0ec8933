"""Emptying caches. Of Keycloak's four the emulator has one, of keys that were fetched from URLs; all else it reads where it is kept."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done
from emulator.web.response import Response


def nothing_cached(admin: AdminCall) -> Response:
    """Realms, users and revocation lists are never older than what is kept of them."""
    return done()


def clear_keys(admin: AdminCall) -> Response:
    """Forgets all key sets that were fetched; the next request that needs one fetches it again."""
    admin.call.emulator.remote_keys.clear()
    return done()


ROUTES = [
    route("POST", "/clear-realm-cache", nothing_cached, "manage-realm", media="", event="REALM", operation="ACTION"),
    route("POST", "/clear-user-cache", nothing_cached, "manage-realm", media="", event="REALM", operation="ACTION"),
    route("POST", "/clear-crl-cache", nothing_cached, "manage-realm", media="", event="REALM", operation="ACTION"),
    route("POST", "/clear-keys-cache", clear_keys, "manage-realm", media="", event="REALM", operation="ACTION"),
]
