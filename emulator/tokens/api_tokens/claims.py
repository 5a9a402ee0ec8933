"""Permanent API tokens of users (an extension to Keycloak): whose one is, what it may, and since when it does not hold any more.

A token has no session and no claims of its own: what it says is computed whenever it is used, from its owner's roles and scopes as they
are then, narrowed to the token's. ``tokens.verify`` asks here for every text that is brought as an access token.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any

from emulator.context import Context
from emulator.core import api_token_text as texts
from emulator.realm import lockout
from emulator.realm.api_tokens import CLIENT, are_enabled
from emulator.realm.views import Client
from emulator.state import roles as role_mappings
from emulator.state.records import ApiToken, LoginFailures
from emulator.state.store import RealmTables
from emulator.tokens import scopes as scoping
from emulator.tokens.api_tokens import rules

CLAIM = "api_token"
"""Claim of a token that was exchanged for an API token: the latter's ``id``."""
Names = frozenset[str]


class Refused(ValueError):
    """A text in the form of an API token that is not accepted; the message says why, for the log."""


def find(context: Context, text: str) -> ApiToken | None:
    """The token that a text is; None for one that is none by its form. Raises Refused; counts what looks like a guess."""
    if "." in text:
        return None
    table, digest, public = context.tables.api_tokens, texts.digest(text), texts.public(text)
    known = table.one("public", public) if public else None
    if known is not None and _locked_until(context, known) > context.clock.seconds():
        raise Refused(f"the API token {public}… is locked for a while: its secret was guessed at")
    token = table.one("hash", digest)
    if token is not None and hmac.compare_digest(token.hash, digest):
        _check(context, token)
        return token
    if not public:
        return None
    if not texts.is_whole(text):
        raise Refused(f"the checksum of the API token {public}… is wrong: it was not copied whole")
    if known is not None:
        _guessed(context, known)
    raise Refused(f"there is no API token {public}…, or none any more")


def behind(context: Context, identifier: object) -> ApiToken:
    """The token with this id, which another token was exchanged for; raises Refused."""
    found = context.tables.api_tokens.get(identifier) if isinstance(identifier, str) else None
    if found is None or not are_enabled(context.realm):
        raise Refused("the API token that it was exchanged for was revoked")
    _check(context, found)
    return found


def _check(context: Context, token: ApiToken) -> None:
    settings(context)
    user = context.tables.user(token.user_id)
    if token.expires and token.expires <= context.clock.seconds():
        raise Refused(f"the API token {token.public}… expired {context.clock.seconds() - token.expires} s ago")
    if user is None or not user.enabled:
        raise Refused(f"the owner of the API token {token.public}… is not there or not enabled")


def used(context: Context, token: ApiToken) -> None:
    """Notes when the token was last used, at most once a second."""
    now = context.clock.seconds()
    if token.last_used != now:
        context.tables.api_tokens.put(token.id, replace(token, last_used=now))


def claims(context: Context, token: ApiToken) -> dict[str, Any]:
    """What the token says now, as the claims of an access token. Raises Refused."""
    tables, own = context.tables, settings(context)
    user, client = tables.user(token.user_id), client_of(tables, own.client)
    if user is None or client is None:
        raise Refused(f"the realm has no client '{own.client}', which its API tokens are for")
    only = visible(tables, client, token)
    in_force = scoping.permitted(tables, client, user, parameter(token), only)
    realm_roles, client_roles = scoping.access(tables, client, user, in_force, narrowed(context, token))
    audience = dict.fromkeys((*own.audience, *(name for name in client_roles if name != client.client_id)))
    said: dict[str, Any] = {"exp": token.expires} if token.expires else {}
    said |= {"iat": token.created, "jti": token.id, "iss": context.issuer, "aud": list(audience), "sub": user.id, "typ": "Bearer"}
    said |= {"azp": client.client_id, "realm_access": {"roles": list(realm_roles)}}
    said["resource_access"] = {name: {"roles": list(held)} for name, held in client_roles.items()}
    return {**said, "scope": in_force.text, CLAIM: token.id}


def settings(context: Context) -> rules.ApiTokens:
    """The realm's rules; raises Refused for those that make no sense."""

    def read() -> rules.ApiTokens:
        try:
            return rules.of(context.realm)
        except ValueError as error:
            raise Refused(str(error)) from error

    return context.tables.derive("api tokens", read)


def client_of(tables: RealmTables, client_id: str) -> Client | None:
    """The client that the realm's tokens are for; where nobody has set one, a stand-in with the realm's default scopes."""
    client = tables.client(client_id)
    if client is not None or client_id != CLIENT:
        return client

    def stand_in() -> Client:
        realm = tables.realm
        return Client(
            {
                "id": CLIENT, "clientId": CLIENT, "enabled": True, "fullScopeAllowed": True,
                "defaultClientScopes": list(realm.default_default_client_scopes),
                "optionalClientScopes": list(realm.default_optional_client_scopes),
            }
        )  # fmt: skip

    return tables.derive("api tokens' client", stand_in)


def is_for(context: Context, client_id: str) -> bool:
    """Whether a client may introspect and exchange the realm's API tokens."""
    audience = settings(context).audience
    return not audience or client_id in audience


def parameter(token: ApiToken) -> str:
    """The scope parameter that a token stands for: its own scopes, else ``openid`` and with it the client's default ones."""
    return scoping.OPENID if token.scopes is None else " ".join(token.scopes)


def asked(token: ApiToken, scope: str | None) -> str | None:
    """A scope parameter at an exchange, without what the token itself does not have."""
    if token.scopes is None or scope is None:
        return scope
    return " ".join(word for word in scope.split(" ") if word in token.scopes)


def visible(tables: RealmTables, client: Client, token: ApiToken) -> Names | None:
    """Names of the client scopes that a token lets through at a client: those it names, and those that no token shows; None for all."""
    if token.scopes is None:
        return None
    known = (tables.client_scope(name) for name in (*client.default_client_scopes, *client.optional_client_scopes))
    return frozenset((*token.scopes, *(one.name for one in known if one is not None and not one.in_token_scope)))


def allowed_roles(tables: RealmTables, names: tuple[str, ...]) -> Names | None:
    """Ids of the roles that the realm allows tokens to have; None for all."""
    if not names:
        return None
    found = (role_named(tables, name) for name in names)
    return frozenset(identifier for identifier in found if identifier)


def role_named(tables: RealmTables, name: str) -> str:
    """The id of a realm role, or of a client's role written ``client:role``; empty for none."""
    role = tables.realm_role(name)
    if role is None:
        client_id, _, inner = name.partition(":")
        client = tables.client(client_id)
        role = tables.client_role(client, inner) if client is not None else None
    return role.id if role is not None else ""


def name_of(tables: RealmTables, identifier: str) -> str:
    """A role's name as ``role_named`` takes it; empty for one that is not there any more."""
    role = tables.role(identifier)
    if role is None or not role.client_role:
        return role.name if role is not None else ""
    client = tables.client_by_id(role.container_id)
    return f"{client.client_id}:{role.name}" if client is not None else ""


def narrowed(context: Context, token: ApiToken) -> Names | None:
    """Ids of all roles that a token has now; None when it has all that its owner has.

    A role counts while its owner has it and the realm allows it; roles inside of composites come along.
    """
    tables = context.tables
    allowed, user = allowed_roles(tables, settings(context).roles), tables.user(token.user_id)
    if token.roles is None and allowed is None:
        return None

    def collect() -> Names:
        mine = role_mappings.of_user(tables, user) if user is not None else {}
        chosen = token.roles if token.roles is not None else tuple(allowed or ())
        kept = [role_id for role_id in chosen if role_id in mine and (allowed is None or role_id in allowed)]
        return frozenset(role_mappings.expand(tables, kept))

    return tables.derive(("api token's roles", token.user_id, token.roles), collect)


def _locked_until(context: Context, token: ApiToken) -> int:
    failures = context.tables.login_failures.get(token.id) if context.realm.brute_force_protected else None
    return failures.not_before if failures is not None else 0


def _guessed(context: Context, token: ApiToken) -> None:
    """Counts a wrong secret; by the realm's rules of brute force protection the token is locked for a while, never for good."""
    realm, now = context.realm, context.clock.millis()
    if not realm.brute_force_protected:
        return
    known = context.tables.login_failures.get(token.id) or LoginFailures(token.id)
    if known.last_failure_ms and now - known.last_failure_ms > realm.max_delta_time * 1000:
        known = LoginFailures(token.id)
    known = replace(known, failures=known.failures + 1, last_failure_ms=now, last_ip=context.remote_address)
    wait = lockout.seconds(realm, known.failures)
    if wait:
        known = replace(known, not_before=now // 1000 + wait, temporary_lockouts=known.temporary_lockouts + 1)
    context.tables.login_failures.put(token.id, known)
