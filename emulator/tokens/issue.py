"""From a grant's decision to tokens: claims first, signatures last.

``issue`` reads the realm and writes what must be remembered; the ``TokenSet`` it returns only has to be signed, which touches
nothing shared and may happen in another thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.context import Context
from emulator.core.errors import BrokenRequest
from emulator.keys.jws import Unsigned
from emulator.keys.key import Key
from emulator.realm.views import Client, User
from emulator.state import management
from emulator.state.records import UserSession
from emulator.tokens import lifespans, opaque, organizations, plan, resources, rotation, scopes
from emulator.tokens.decision import Decision, TokenSet
from emulator.tokens.draft import Draft, Subject, arranged, as_claim, java_order

_LOWER_CASE = "token.response.type.bearer.lower-case"
ACCESS_ALGORITHM = "access.token.signed.response.alg"
AUDIENCE = "req-aud"
"""The claim of a refresh token that names the audience which an exchange asked for."""
LIGHTWEIGHT = "client.use.lightweight.access.token.enabled"


def signing_key(context: Context, client: Client, attribute: str) -> Key:
    """The active key of the algorithm that the client asks for by this attribute, else of the realm's default algorithm."""
    return context.keys.active(client.attributes.get(attribute) or context.realm.default_signature_algorithm)


def header_type(client: Client) -> str:
    """``typ`` in the header of what the client signs as an access token (RFC 9068 section 2.1)."""
    return "at+jwt" if client.flag("access.token.header.type.rfc9068") else "JWT"


def is_lightweight(client: Client) -> bool:
    """Whether the client's access tokens are lightweight."""
    return client.flag(LIGHTWEIGHT)


def access_kind(context: Context, client: Client) -> str:
    """The kind of claims that an access token of the client has."""
    return plan.LIGHTWEIGHT if context.terms.lightweight or is_lightweight(client) else plan.ACCESS


def userinfo_claims(user: User, draft: Draft) -> dict[str, Any]:
    """What userinfo says of a user; as observed a smaller thing than a token, in which an address has parts. Raises OAuthError."""
    claims = {"sub": user.id, **draft.claims}
    claims.pop("auth_time", None)
    for name in ("acr", "azp"):
        if name not in draft.others:
            claims.pop(name, None)
    if isinstance(claims.get("aud"), str):
        claims["aud"] = [claims["aud"]]
    if not isinstance(claims.get("address", {}), dict):
        raise BrokenRequest("unknown_error", "Cannot parse the JSON", reason="a mapper makes an address that has no parts")
    return claims


def issue(context: Context, plans: plan.Plans, decision: Decision) -> TokenSet:
    """The tokens of a decision. Opaque access tokens are remembered; all others need only ``finish``."""
    realm, client, session = context.realm, decision.client, decision.session
    now = context.clock.seconds()
    client_session = decision.client_session
    subject = _subject(context, decision)
    expiration = lifespans.access_token_expiration(realm, client, session, client_session, now, decision.implicit)
    if decision.api_token:
        expiration = _of_api_token(context, decision, expiration, now)
    elif decision.until:
        expiration = decision.until if expiration == lifespans.NEVER else min(expiration, decision.until)
    members, others = _access_parts(context, plans, decision, subject, now, expiration)
    management.take_foreign(context.tables, decision.user, members)
    body: dict[str, Any] = {"access_token": ""}
    if expiration != lifespans.NEVER:
        body["expires_in"] = expiration - now
    body["refresh_expires_in"] = 0
    refresh = _refresh(context, decision, members, now, body)
    if decision.resource is not None:
        _narrow(context, decision.resource, members, refresh)
    access = arranged({**members, **others, **decision.claims}, context.tables.memo)
    body["token_type"] = members["typ"].lower() if client.flag(_LOWER_CASE) else members["typ"]
    identity = None
    if decision.answered is not None:
        # As observed, the one that an offline token is narrowed to is the only one for what comes after it.
        only = decision.organization or _organization(context, decision)
        decision = replace(decision, scopes=decision.answered, organization=only)
        subject = _subject(context, decision)
    if decision.id_token:
        identity = Unsigned(
            signing_key(context, client, "id.token.signed.response.alg"),
            id_claims(context, plans, decision, subject, now, expiration),
        )
        body["id_token"] = ""
    body["not-before-policy"] = max(realm.not_before, client.not_before, decision.user.not_before)
    if not decision.transient:
        body["session_state"] = session.id
    body["scope"] = decision.scopes.text
    body.update(plans.draft(subject, decision.scopes, plan.RESPONSE).claims)
    body.update(decision.extra)
    for name in decision.hidden:
        body.pop(name, None)
    if decision.id_only and identity is not None:
        del body["id_token"]
        body["token_type"] = "N_A"
        return TokenSet(identity, refresh, None, body)
    return TokenSet(_access(context, client, session, access, expiration), refresh, identity, body)


def _subject(context: Context, decision: Decision) -> Subject:
    return Subject(
        context, decision.mapped_as or decision.client, decision.user, decision.scopes.names, decision.scope or "", decision.session,
        decision.mapped_session or decision.client_session, decision.roles, decision.organization,
    )  # fmt: skip


def _narrow(context: Context, asked: resources.Asked, access: dict[str, Any], refresh: Unsigned | None) -> None:
    """Leaves the access token the resource that is asked for alone, and lets the refresh token remember it."""
    audience = access.get("aud") or []
    meant = resources.narrowed(context, asked, [audience] if isinstance(audience, str) else audience, refresh is not None)
    if meant is not None and refresh is not None:
        refresh.claims[resources.CLAIM], access["aud"] = meant


def _access(context: Context, client: Client, session: UserSession, claims: dict[str, Any], expiration: int) -> Unsigned | str:
    if opaque.wanted(client):
        return opaque.remember(context, claims, session.id, 0 if expiration == lifespans.NEVER else expiration)
    return Unsigned(signing_key(context, client, ACCESS_ALGORITHM), claims, header_type(client))


def access_claims(context: Context, plans: plan.Plans, decision: Decision, subject: Subject, now: int, expiration: int) -> dict[str, Any]:
    """The claims of an access token in Keycloak's order."""
    members, others = _access_parts(context, plans, decision, subject, now, expiration)
    return arranged({**members, **others}, context.tables.memo)


def _access_parts(
    context: Context, plans: plan.Plans, decision: Decision, subject: Subject, now: int, expiration: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members that an access token has of its own, which a refresh token repeats, and the claims beside them."""
    client = decision.client
    kind_of_draft = access_kind(context, client)
    light = kind_of_draft == plan.LIGHTWEIGHT
    draft = plans.draft(subject, decision.scopes, kind_of_draft)
    draft.settle_roles()
    kind = _session_kind(context, decision)
    claims: dict[str, Any] = {}
    if expiration != lifespans.NEVER:
        claims["exp"] = expiration
    claims["iat"] = now
    claims["jti"] = f"{kind}{'lt' if light else 'rt'}{decision.grant}:{context.ids.uuid()}"
    claims["iss"] = context.issuer
    if decision.audience is not None:
        draft.narrow(decision.audience)
    audience = draft.audiences
    if decision.more_audience:
        audience = [*audience, decision.more_audience]
    aud = as_claim(audience)
    if aud:
        claims["aud"] = aud
    if decision.transient or decision.transient_client:
        claims["sub"] = decision.user.id
    claims["typ"] = _type(decision)
    claims["azp"] = client.client_id
    if not decision.transient:
        claims["sid"] = decision.session.id
    if decision.confirmation is not None:
        claims["cnf"] = decision.confirmation
    claims["scope"] = decision.scopes.text
    claims.update((name, value) for name, value in draft.members.items() if name != "aud")
    return claims, {**draft.others, "api_token": decision.api_token} if decision.api_token else draft.others


def _type(decision: Decision) -> str:
    """``typ`` of an access token: one that is bound to a key is of another type."""
    if decision.confirmation is not None and "jkt" in decision.confirmation:
        return "DPoP"
    return "bearer" if decision.client.flag(_LOWER_CASE) else "Bearer"


def _of_api_token(context: Context, decision: Decision, expiration: int, now: int) -> int:
    """When a token ends that was exchanged for an API token: soon whatever the client says, and with the API token at the latest."""
    end = now + context.realm.access_token_lifespan if expiration == lifespans.NEVER else expiration
    return min(end, decision.until) if decision.until else end


def _session_kind(context: Context, decision: Decision) -> str:
    """The first two letters of an access token's ``jti``: transient, offline or online, with or without a client session."""
    if decision.transient:
        return "tr"
    if decision.transient_client:
        return "ft" if decision.session.offline else "nt"
    # As observed, asking is enough, also where no offline session comes of it; but a refresh asks for no more than was granted.
    asks = scopes.asks_for_offline(context.tables, decision.client, decision.scope)
    if decision.refresh_scope:
        asks = asks and scopes.OFFLINE_ACCESS in decision.refresh_scope.split(" ")
    return "of" if decision.session.offline or asks else "on"


def id_claims(context: Context, plans: plan.Plans, decision: Decision, subject: Subject, now: int, expiration: int) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core section 2), without ``at_hash``."""
    client = decision.client
    draft = plans.draft(subject, decision.scopes, plan.ID)
    claims: dict[str, Any] = {
        "exp": expiration if expiration != lifespans.NEVER else now + context.realm.access_token_lifespan,
        "iat": now,
        "jti": context.ids.uuid(),
        "iss": context.issuer,
        "aud": as_claim([(decision.mapped_as or client).client_id, *draft.audience]),
        "sub": decision.user.id,
        "typ": "ID",
        "azp": client.client_id,
    }
    if decision.nonce:
        claims["nonce"] = decision.nonce
    if not decision.transient:
        claims["sid"] = decision.session.id
    claims.update(draft.claims)
    return arranged(claims, context.tables.memo)


def _organization(context: Context, decision: Decision) -> str:
    """The alias of the only organization that the scopes in force select; empty where they select none or several."""
    chosen = organizations.selected(context.tables, decision.client, decision.user, decision.scopes.names)
    return organizations.alias(chosen[0]) if chosen is not None and len(chosen) == 1 else ""


def _refresh(context: Context, decision: Decision, access: Mapping[str, Any], now: int, body: dict[str, Any]) -> Unsigned | None:
    if not decision.refresh:
        return None
    session, client = decision.session, decision.client
    end = lifespans.refresh_token_expiration(context.realm, client, session, decision.client_session, now)
    claims: dict[str, Any] = {}
    if end != lifespans.NEVER:
        claims["exp"] = end
        body["refresh_expires_in"] = end - now
    claims.update(
        iat=now,
        jti=context.ids.uuid(),
        iss=context.issuer,
        aud=context.issuer,
        sub=access.get("sub"),
        typ="Offline" if session.offline else "Refresh",
        azp=access["azp"],
    )
    if claims["sub"] is None:
        del claims["sub"]
    if "nonce" in access:
        claims["nonce"] = access["nonce"]
    claims["sid"] = session.id
    if decision.refresh_confirmation is not None:
        claims["cnf"] = decision.refresh_confirmation
    if "authorization" in decision.claims:
        claims["authorization"] = decision.claims["authorization"]
    claims["scope"] = decision.refresh_scope or decision.scopes.full_text
    if "aud" in access:
        claims["aud_x"] = access["aud"]
    claims["prov"] = "default"
    asked = decision.audience or decision.kept_audience
    if asked:
        claims[AUDIENCE] = java_order(asked)
    renewed = decision.family is not None and decision.answered is None
    only = decision.organization if renewed else decision.organization or _organization(context, decision)
    if only:
        claims[organizations.SCOPE] = only
    family = context.ids.uuid() if decision.family is None and context.realm.revoke_refresh_token else decision.family
    if family:
        claims[rotation.FAMILY] = family
    body["refresh_token"] = ""
    return Unsigned(context.keys.active("HS512"), claims)
