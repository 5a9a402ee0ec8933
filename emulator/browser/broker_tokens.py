"""The tokens that an identity provider issued for a user, given to who has the role ``read-token`` of the client ``broker``."""

from __future__ import annotations

from emulator.broker import links
from emulator.core.errors import AdminError, PageError
from emulator.login import bearer
from emulator.realm.texts import Text
from emulator.realm.views import User
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import JSON, Response

_NO_CACHE = ("Cache-Control", "no-cache")
_ROLE = "read-token"


def stored(call: Call) -> Response:
    """The provider's own answer from its token endpoint, as it was stored at the last login."""
    if call.presented.malformed:
        return Response(401, headers=[_NO_CACHE, ("WWW-Authenticate", "Bearer")])
    alias = call.parameters["alias"]
    token, user = _caller(call)
    access = (token.claims.get("resource_access") or {}).get("broker") or {}
    if _ROLE not in (access.get("roles") or ()):
        text = f"Client [{token.text('azp')}] not authorized to retrieve tokens from identity provider [{alias}]."
        call.notes.append(_NO_CACHE)
        raise AdminError(403, {"errorMessage": text}, reason=f"the token has not the role broker.{_ROLE}")
    provider = links.provider(call.tables, alias)
    if provider is None or not provider.enabled:
        raise PageError(Text("couldNotObtainTokenMessage"), 502, reason=f"there is no identity provider '{alias}'")
    if not provider.store_token:
        raise AdminError(400, {"errorMessage": f"Identity Provider [{alias}] does not support this operation."})
    if links.to(user, alias) is None:
        raise AdminError(400, {"errorMessage": f"User [{user.id}] is not associated with identity provider [{alias}]."})
    answer = call.tables.brokered_tokens.get(links.token_key(user, alias))
    if answer is None:
        raise AdminError(400, {"errorMessage": f"No token stored for user [{user.id}] with associated identity provider [{alias}]."})
    return Response(200, JSON, answer.encode(), [_NO_CACHE])


def asked_for(call: Call) -> Response:
    """The brokering API, which belongs to a feature that is off."""
    raise AdminError(400, {"error": "invalid_request", "error_description": "Identity Brokering API feature not enabled"})


def _caller(call: Call) -> tuple[verify.Verified, User]:
    """The token that the caller brings, and its user; whatever is wrong with a token is an invalid token, as observed."""
    try:
        login, token = bearer.presented(call.context)
    except bearer.NotAccepted as error:
        call.notes.append(_NO_CACHE)
        raise AdminError(400, {"errorMessage": "Invalid token."}, reason=str(error)) from error
    return token, login.user
