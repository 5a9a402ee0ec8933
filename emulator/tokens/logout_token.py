"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4), claims in Keycloak's order."""

from __future__ import annotations

from typing import Any

from emulator.context import Context
from emulator.keys import jws
from emulator.realm.views import Client
from emulator.state.records import UserSession

LIFESPAN = 120
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def make(context: Context, client: Client, session: UserSession) -> str:
    """A signed token that tells the client of the session's end."""
    now = context.clock.seconds()
    claims: dict[str, Any] = {
        "exp": now + LIFESPAN,
        "iat": now,
        "jti": context.ids.uuid(),
        "iss": context.issuer,
        "aud": client.client_id,
        "sub": session.user_id,
        "typ": "Logout",
    }
    if client.flag("backchannel.logout.session.required"):
        claims["sid"] = session.id
    events: dict[str, Any] = {_EVENT: {}}
    if client.flag("backchannel.logout.revoke.offline.tokens"):
        events["revoke_offline_access"] = True
    claims["events"] = events
    algorithm = client.attributes.get("id.token.signed.response.alg") or context.realm.default_signature_algorithm
    return jws.sign(context.keys.active(algorithm), claims, "logout+jwt")
