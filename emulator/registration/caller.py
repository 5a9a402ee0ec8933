"""Who calls client registration: nobody, or the bearer of an access token, an initial access token or a registration access token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.errors import RegistrationError
from emulator.login import bearer
from emulator.realm.views import Client
from emulator.registration import tokens
from emulator.state import master, roles
from emulator.state.records import InitialAccess
from emulator.tokens import scopes, verify
from emulator.tokens.verify import Verified

_BEARER = "Bearer"
_KINDS = (_BEARER, tokens.INITIAL_ACCESS, tokens.REGISTRATION_ACCESS)
_MANAGEMENT = "realm-management"


def unauthorized(description: str, reason: str = "") -> RegistrationError:
    """Keycloak's 401 to a token that does not do."""
    return RegistrationError("invalid_token", description, 401, reason=reason, event="invalid_token")


def forbidden(description: str = "Forbidden", reason: str = "") -> RegistrationError:
    """Keycloak's 403 to a caller who may not, or whom a policy rejects."""
    return RegistrationError("insufficient_scope", description, 403, reason=reason, event="not_allowed")


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller; ``token`` is None for an anonymous one, ``initial`` is what an initial access token stands for."""

    context: Context
    text: str = ""
    token: Verified | None = None
    initial: InitialAccess | None = None

    @property
    def kind(self) -> str:
        """``typ`` of the token; empty without one."""
        return self.token.text("typ") if self.token is not None else ""

    @property
    def is_bearer(self) -> bool:
        """Whether it is a user or a service account."""
        return self.kind == _BEARER

    @property
    def is_client(self) -> bool:
        """Whether it is a client that changes itself."""
        return self.kind == tokens.REGISTRATION_ACCESS

    @property
    def auth(self) -> str:
        """By which policies the caller is judged."""
        if self.token is None:
            return tokens.ANONYMOUS
        found = self.token.text(tokens.REGISTRATION_AUTH) if self.is_client else tokens.AUTHENTICATED
        return tokens.ANONYMOUS if found.lower() == tokens.ANONYMOUS else tokens.AUTHENTICATED

    @property
    def origins(self) -> list[str]:
        """Origins whose pages may use the token."""
        found = self.token.claims.get(tokens.ALLOWED_ORIGINS) if self.token is not None else None
        return [str(one) for one in found] if isinstance(found, list) else []

    def owns(self, client: Client | None) -> bool:
        """Whether the token is the registration access token of this client."""
        if client is None or not client.enabled or not self.is_client or self.token is None:
            return False
        return self.context.tables.registration_tokens.get(client.id) == self.token.text("jti")

    def kept_token(self) -> str:
        """The registration access token, for an answer."""
        return tokens.kept(self.context, self.text, dict(self.token.claims if self.token is not None else {}))

    def has_role(self, *names: str) -> bool:
        """Whether the token has one of these management roles, and its user has it still."""
        if self.token is None:
            return False
        try:
            login = bearer.login(self.context, self.token)
        except bearer.Gone:
            return False
        tables = self.context.tables
        client = tables.client(_management_client(tables.realm.name))
        if client is None:
            return False
        mine = roles.of_user(tables, login.user)
        allowed = _roles_in_token(self.context, self.token, login, client.client_id)
        for name in allowed.intersection(names):
            role = tables.client_role(client, name)
            if role is not None and role.id in mine and (login.roles is None or role.id in login.roles):
                return True
        return False


def _management_client(realm: str) -> str:
    return master.client_id(master.MASTER) if realm == master.MASTER else _MANAGEMENT


def _roles_in_token(context: Context, token: Verified, login: bearer.Login, client_id: str) -> set[str]:
    access: Any = token.claims.get("resource_access")
    bare = not token.text("sid") and access is None and token.claims.get("realm_access") is None
    if token.light or not token.text("sub") or bare:
        in_force = scopes.permitted(
            context.tables, login.client, login.user, token.text("scope"), login.visible(context.tables, login.client)
        )
        access = {name: {"roles": list(held)} for name, held in scopes.access(
            context.tables, login.client, login.user, in_force, login.roles
        )[1].items()}  # fmt: skip
    own = access.get(client_id) if isinstance(access, Mapping) else None
    names = own.get("roles") if isinstance(own, Mapping) else None
    return {str(name) for name in names} if isinstance(names, list) else set()


def identify(context: Context, authorization: str | None) -> Caller:
    """The caller by the ``Authorization`` header; raises RegistrationError. Anything that is no Bearer token counts as none."""
    kind, space, text = (authorization or "").partition(" ")
    if not space or kind.lower() != "bearer" or not text.strip() or " " in text:
        return Caller(context)
    try:
        token = verify.access_token(context, text)
    except verify.NotValid as error:
        raise unauthorized("Failed decode token", str(error)) from error
    if token.text("typ") not in _KINDS:
        raise unauthorized("Invalid type of token", f"its typ is '{token.text('typ')}'")
    if token.text("typ") != tokens.INITIAL_ACCESS:
        return Caller(context, text, token)
    initial = context.tables.initial_access.get(token.text("jti"))
    if initial is None:
        raise unauthorized("Initial Access Token not found")
    return Caller(context, text, token, initial)
