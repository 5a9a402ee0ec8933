"""How a provider of OpenID Connect is told that a session has ended."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from emulator.realm.views import IdentityProvider


def logout_url(provider: IdentityProvider, id_token: str, state: str, redirect_uri: str) -> str:
    """Where a browser's logout goes on at the provider (RP-Initiated Logout); empty where it is not told by the browser."""
    if provider.flag("backchannelSupported"):
        return ""
    return _logout(provider, id_token, state, {"post_logout_redirect_uri": redirect_uri})


def logout_call(provider: IdentityProvider, id_token: str, state: str) -> str:
    """What the server itself asks for at the end of a session; empty where the provider is not told so."""
    return _logout(provider, id_token, state, {}) if provider.flag("backchannelSupported") else ""


def _logout(provider: IdentityProvider, id_token: str, state: str, more: Mapping[str, str]) -> str:
    url = provider.text("logoutUrl")
    query = {"state": state}
    if id_token and provider.flag("sendIdTokenOnLogout", default=True):
        query["id_token_hint"] = id_token
    if provider.flag("sendClientIdOnLogout"):
        query["client_id"] = provider.text("clientId")
    return f"{url}{'&' if '?' in url else '?'}{urlencode({**query, **more})}" if url else ""
