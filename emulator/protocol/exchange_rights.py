"""Who may exchange what for what by token exchange version 1: permissions of administrators decide, of the version that is on."""

from __future__ import annotations

from dataclasses import replace

from emulator.authz import admin_permissions as second
from emulator.authz import identity as identities
from emulator.authz import management_permissions as first
from emulator.authz.identity import Identity
from emulator.configuration.features import ADMIN_PERMISSIONS_V1
from emulator.core.errors import OAuthError
from emulator.login import management_roles
from emulator.realm.views import Client, IdentityProvider, User
from emulator.tokens.verify import Verified
from emulator.web.call import Call

_CLIENT = "kc.client.id"


def may_exchange_to(call: Call, client: Client, target: Client, token: Verified | None) -> bool:
    """Whether a client may have tokens for another one; never without permissions of version 1."""
    identity = _of_client(call, client, token) if _is_first(call) else None
    return identity is not None and _decision(call, identity).grants(first.CLIENT, first.TOKEN_EXCHANGE, target.id, needs_policies=True)


def may_exchange_with(call: Call, client: Client, provider: IdentityProvider) -> bool:
    """Whether a client may exchange tokens with an identity provider."""
    identity = _of_client(call, client, None) if _is_first(call) else None
    if identity is None:
        return False
    return _decision(call, identity).grants(first.PROVIDER, first.TOKEN_EXCHANGE, provider.internal_id, needs_policies=True)


def may_impersonate(call: Call, client: Client, holder: User, token: Verified, user: User) -> bool:
    """Whether the holder of a token may stand for a user, by a role or by permission."""
    tables = call.tables
    held = management_roles.of_token(tables, token)
    identity = identities.of_token(tables, token.claims, holder, client)
    if not _is_first(call):
        return _may_impersonate_by_second(call, identity, held, user)
    allowed = "impersonation" in held or _decision(call, identity).grants(first.USERS, first.IMPERSONATE)
    return allowed and not management_roles.outranks(tables, user, held) and _is_impersonatable(call, client, user)


def _may_impersonate_by_second(call: Call, identity: Identity, held: frozenset[str], user: User) -> bool:
    """Whether somebody may stand for a user by a role, or by permissions of version 2."""
    tables, guard = call.tables, second.server(call.tables)
    if "impersonation" in held:
        return not management_roles.outranks(tables, user, held)
    return guard is not None and second.Decision(tables, guard, identity, call.context.clock.now()).grants(
        second.USERS, "impersonate", user.id
    )


def client_may_impersonate(call: Call, client: Client, user: User) -> bool:
    """Whether a client may stand for a user by itself; raises OAuthError where permissions of version 1, which alone say so, are off."""
    if not _is_first(call):
        raise OAuthError("invalid_request", "To stand for a user without a token takes permissions of version 1")
    identity = _of_client(call, client, None)
    return (
        identity is not None and _decision(call, identity).grants(first.USERS, first.IMPERSONATE) and _is_impersonatable(call, None, user)
    )


def _is_first(call: Call) -> bool:
    return ADMIN_PERMISSIONS_V1 in call.emulator.settings.features


def _decision(call: Call, identity: Identity) -> first.Decision:
    return first.Decision(call.tables, identity, call.context.clock.now())


def _is_impersonatable(call: Call, requester: Client | None, user: User) -> bool:
    """Whether nothing protects a user from being stood for; policies see the user, and the client that asks."""
    identity = first.as_user(call.tables, user, requester)
    decision = _decision(call, identity)
    return not decision.has_policies(first.USERS, first.IMPERSONATED) or decision.grants(first.USERS, first.IMPERSONATED)


def _of_client(call: Call, client: Client, token: Verified | None) -> Identity | None:
    """A client as policies see it: by its service account; None without one."""
    tables = call.tables
    document = tables.users.one("serviceAccountClientId", client.client_id)
    user = User(document) if document is not None else User({"id": client.id, "username": client.client_id})
    identity = first.as_user(call.tables, user, client)
    claims = {**identity.claims, **(token.claims if token is not None else {})}
    return replace(identity, id=client.id, is_client=True, claims=claims, attributes={**identity.attributes, _CLIENT: [client.client_id]})
