"""Who calls the Account REST API, and what they may do there, as observed on Keycloak."""

from __future__ import annotations

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError
from emulator.login import bearer, introspected
from emulator.realm.views import Client, User
from emulator.state.records import UserSession
from emulator.state.store import RealmTables
from emulator.tokens import verify
from emulator.web import accept, numbers
from emulator.web.call import Call
from emulator.web.response import JSON, Response

CLIENT = "account"
MANAGE, VIEW = "manage-account", "view-profile"
METHODS = "HEAD, DELETE, POST, GET, OPTIONS, PUT"
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

    def number(self, name: str) -> int | None:
        """A whole number of the query string, of 32 bits; None when it is absent or empty. Raises AdminError (404) when it is none."""
        return numbers.whole(self.call, name)

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no of the query string."""
        value = self.call.query.get(name)
        return default if value is None else value.lower() == "true"


def wants_json(call: Call) -> bool:
    """Whether JSON is asked for or sent, as observed by name alone: what has a charset or a weight is another media type."""
    is_named = JSON in accept.named(call.headers.get("accept", ""))
    is_sent = call.headers.get("content-type", "").strip().lower() == JSON
    return (is_named or is_sent) and not call.path.endswith("keycloak.json")


def version(call: Call) -> str:
    """The version of the Account REST API that the path names; empty for none. Behind one there is nothing but data."""
    segment = next(iter(call.path.strip("/").split("/")[3:4]), "")
    return segment if segment[:1] == "v" and segment[1:2].isdigit() else ""


def is_for_data(call: Call) -> bool:
    """Whether a call is one of the Account REST API; all others are for the console."""
    return wants_json(call) or version(call) != ""


def require_account(call: Call) -> None:
    """Raises 404 where the realm has no account to be managed: its client is not enabled."""
    client = call.tables.client(CLIENT)
    if client is None or not client.enabled:
        raise AdminError(404, {"error": "account management not enabled"}, f"the realm has no enabled client '{CLIENT}'")


def authenticate(call: Call) -> AccountCall:
    """The caller; 401 for anything but a token for the client ``account`` of a person whose login lives."""
    context = call.context
    require_account(call)
    try:
        login, token = bearer.presented(context)
        if login.user.service_account_client:
            raise bearer.NotAccepted("", f"'{login.user.username}' is a client's account and has none of its own")
        audience, roles = _told(call, login, token)
        if CLIENT not in audience:
            raise bearer.NotAccepted("", f"the token is for {audience}, not for '{CLIENT}'")
    except bearer.NotAccepted as error:
        raise AdminError(401, {"error": "HTTP 401 Unauthorized"}, reason=str(error)) from error
    finally:
        call.settle()
    call.cors.allow(context.web_origins(login.client))
    return AccountCall(call, login.client, login.user, login.session, roles, token)


def _told(call: Call, login: bearer.Login, token: verify.Verified) -> tuple[list[str], frozenset[str]]:
    """Whom a token is for, and the roles of the account that it has.

    A token that leaves one of the two out, as a lightweight one does, stands for what it says once it is introspected.
    """
    audience, access = list(token.audience), token.claims.get("resource_access") or {}
    if not audience or CLIENT not in access:
        told = introspected.draft(call.context, call.emulator.plans, login, token)
        audience, access = [*audience, *told.audience], told.claims.get("resource_access") or {}
    held = access.get(CLIENT) or {}
    return audience, frozenset(role for role in held.get("roles") or () if isinstance(role, str))


def require_shared(account: AccountCall) -> None:
    """Raises 403 where users of the realm share nothing (user-managed access)."""
    if not account.tables.realm.user_managed_access:
        raise AdminError(403, {"errorMessage": "User-managed access not enabled"})


def changed(call: Call) -> Response:
    """204 of a change."""
    return Response(204, headers=[NO_CACHE])
