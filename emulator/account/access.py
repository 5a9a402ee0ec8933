"""Who calls the Account REST API, and what they may do there, as observed on Keycloak."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.context import Context
from emulator.core.errors import AdminError
from emulator.login import bearer
from emulator.realm.views import Client, User
from emulator.realm.web_origins import web_origins
from emulator.state.records import UserSession
from emulator.state.store import RealmTables
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import Response

CLIENT = "account"
MANAGE, VIEW = "manage-account", "view-profile"
METHODS = "DELETE, POST, GET, PUT, OPTIONS"
NO_CACHE = ("Cache-Control", "no-cache")


@dataclass(slots=True)
class AccountCall:
    """A call by the user whose account it is; ``roles`` are those of the client ``account`` that the ``token`` has."""

    call: Call
    client: Client
    user: User
    session: UserSession | None
    roles: frozenset[str]
    token: verify.Verified

    @property
    def tables(self) -> RealmTables:
        """The realm's tables."""
        return self.call.tables

    @property
    def context(self) -> Context:
        """The realm as rooms below see it."""
        return self.call.context

    def may(self, *any_of: str) -> bool:
        """Whether the token has one of these roles."""
        return not self.roles.isdisjoint(any_of)

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no of the query string."""
        value = self.call.query.get(name)
        return default if value is None else value.lower() == "true"


def wants_json(call: Call) -> bool:
    """Whether the caller asks for data, and not for a page."""
    return call.content_type == "application/json" or "application/json" in call.headers.get("accept", "")


def authenticate(call: Call) -> AccountCall:
    """The caller; 401 for anything but a token for the client ``account`` whose login lives."""
    context = call.context
    try:
        login, token = bearer.presented(context)
        if CLIENT not in token.audience:
            raise bearer.NotAccepted("", f"the token is for {token.audience}, not for '{CLIENT}'")
    except bearer.NotAccepted as error:
        raise AdminError(401, {"error": "HTTP 401 Unauthorized"}, reason=str(error)) from error
    finally:
        call.settle()
    call.cors.allow(web_origins(login.client))
    access = (token.claims.get("resource_access") or {}).get(CLIENT) or {}
    held = frozenset(role for role in access.get("roles") or () if isinstance(role, str))
    return AccountCall(call, login.client, login.user, login.session, held, token)


def changed(call: Call) -> Response:
    """204 of a change."""
    frames = call.context.realm.browser_security_headers.get("xFrameOptions", "SAMEORIGIN")
    with_body = call.content_type == "application/json" and frames
    return Response(204, headers=[NO_CACHE, *([("X-Frame-Options", frames)] if with_body else [])])
