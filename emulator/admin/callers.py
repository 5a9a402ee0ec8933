"""Who calls the Admin API, as observed on Keycloak.

A token of ``master`` administers every realm through the client ``<realm>-realm``; a token of the realm itself through
``realm-management``. Rights come from the user's roles as they are now, not from the token's claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError
from emulator.login import bearer
from emulator.realm.api_tokens import are_enabled
from emulator.realm.views import Client, User
from emulator.state import management, master, roles
from emulator.state.records import UserSession
from emulator.state.store import RealmTables
from emulator.tokens import scopes, verify
from emulator.web.call import Call


@dataclass(slots=True)
class Caller:
    """An authenticated administrator: whose token it is, of which realm, and of which session, if any."""

    tables: RealmTables
    client: Client
    user: User
    role_ids: dict[str, None]
    session: UserSession | None = None

    def has(self, store_realm: RealmTables, role: str) -> bool:
        """Whether the caller has this management role for a realm."""
        if self.tables.realm.name == master.MASTER:
            client = self.tables.client(master.client_id(store_realm.realm.name))
        elif self.tables is store_realm:
            client = self.tables.client(management.CLIENT)
        else:
            client = None
        found = self.tables.client_role(client, role) if client is not None else None
        return found is not None and found.id in self.role_ids

    def has_realm_role(self, role: str) -> bool:
        """Whether the caller has a realm role of its own realm."""
        found = self.tables.realm_role(role)
        return found is not None and found.id in self.role_ids


def administers_something(caller: Caller) -> bool:
    """Whether the caller is an administrator of any realm, or may create realms."""
    tables = caller.tables
    if tables.realm.name != master.MASTER:
        return any(caller.has(tables, role) for role in management.RANKS)
    if caller.has_realm_role("create-realm"):
        return True
    held = [role for role in map(tables.role, caller.role_ids) if role is not None and role.name in management.RANKS]
    owners = [tables.client_by_id(role.container_id) for role in held]
    return any(owner is not None and owner.client_id.endswith(master.CLIENT_SUFFIX) for owner in owners)


def unauthorized(reason: str) -> AdminError:
    """Keycloak's 401 to anything that is not a usable token."""
    return AdminError(401, {"error": "HTTP 401 Unauthorized"}, reason=reason)


def forbidden(reason: str) -> AdminError:
    """Keycloak's 403 to a caller without the role."""
    return AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=reason)


def authenticate(call: Call) -> Caller:
    """The caller of an Admin API request, whose client allows the origin that it comes from; raises AdminError."""
    try:
        brought = call.presented
        tables = _realm_of(call, brought.token or "")
        context = call.emulator.context(tables, call.base, call.remote_address, call.answers, presented=lambda: brought)
        login, token = bearer.presented(context)
    except (verify.NotValid, bearer.NotAccepted) as error:
        raise unauthorized(str(error)) from error
    finally:
        call.settle()
    if not tables.realm.enabled:
        raise unauthorized("the realm of the token is not enabled")
    call.cors.allow(context.web_origins(login.client), call.cors.exposed)
    if call.cors.refused:
        raise AdminError(403, {"error": "Invalid origin"}, f"client '{login.client.client_id}' has no web origin '{call.cors.origin}'")
    return Caller(tables, login.client, login.user, _role_ids(tables, login, token), login.session)


def _realm_of(call: Call, text: str) -> RealmTables:
    if "." not in text:
        return _realm_of_api_token(call, text)
    from emulator.keys import jws

    try:
        issuer = jws.decode(text).claims.get("iss")
    except jws.InvalidToken as error:
        raise verify.NotValid(str(error)) from error
    tables = call.emulator.store.realm(str(issuer).rsplit("/realms/", 1)[-1])
    if tables is None:
        raise verify.NotValid(f"there is no realm of issuer '{issuer}'")
    return tables


def _realm_of_api_token(call: Call, text: str) -> RealmTables:
    """The realm that knows an API token: the one in the path, else ``master``, else any other."""
    from emulator.core import api_token_text

    public = api_token_text.public(text)
    store = call.emulator.store
    candidates: list[RealmTables | None] = [call.tables if call.in_realm else None, store.realm(master.MASTER), *store.realms]
    for tables in candidates:
        if tables is not None and are_enabled(tables.realm) and tables.api_tokens.one("public", public) is not None:
            return tables
    raise verify.NotValid("it is neither a JWT nor the API token of a realm")


def _role_ids(tables: RealmTables, login: bearer.Login, token: verify.Verified) -> dict[str, None]:
    """The roles that the token stands for: the user's, limited to what the client's scope lets through now or the token says."""
    mine = roles.of_user(tables, login.user)
    if login.client.full_scope_allowed:
        return mine if login.roles is None else {role: None for role in mine if role in login.roles}
    in_force = scopes.permitted(tables, login.client, login.user, token.text("scope"), login.visible(tables, login.client))
    realm_roles, client_roles = scopes.access(tables, login.client, login.user, in_force, login.roles)
    identifiers = _identifiers(tables, realm_roles, client_roles)
    # As observed, what a token says counts where it says whose it is: others are made anew from the client's scope.
    if token.text("sub"):
        identifiers |= {role: None for role in _identifiers(tables, *_said(token)) if role in mine}
    return identifiers


def _said(token: verify.Verified) -> tuple[list[str], dict[str, list[str]]]:
    """The roles of a token's claims: those of the realm, and by client."""
    access, by_client = token.claims.get("realm_access"), token.claims.get("resource_access")
    named = {str(name): _names(one) for name, one in by_client.items()} if isinstance(by_client, dict) else {}
    return _names(access), named


def _names(access: object) -> list[str]:
    names = access.get("roles") if isinstance(access, dict) else None
    return [str(name) for name in names] if isinstance(names, list) else []


def _identifiers(tables: RealmTables, realm_roles: Iterable[str], client_roles: Mapping[str, Iterable[str]]) -> dict[str, None]:
    """The ids of roles by name; what there is not is passed over."""
    identifiers: dict[str, None] = {}
    for name in realm_roles:
        role = tables.realm_role(name)
        if role is not None:
            identifiers[role.id] = None
    for client_id, names in client_roles.items():
        client = tables.client(client_id)
        for name in names if client is not None else ():
            role = tables.client_role(client, name) if client is not None else None
            if role is not None:
                identifiers[role.id] = None
    return identifiers
