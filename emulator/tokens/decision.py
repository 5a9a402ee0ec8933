"""What a grant decides, and the tokens that come of it before and after they are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.keys import jws
from emulator.keys.jws import Unsigned
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens.draft import arranged
from emulator.tokens.resources import Asked
from emulator.tokens.scopes import ScopeSet

BOUND = "tls.client.certificate.bound.access.tokens"
"""The client attribute that ties tokens to a certificate."""
DPOP_BOUND = "dpop.bound.access.tokens"
"""The client attribute that ties tokens to a key (RFC 9449)."""


@dataclass(slots=True)
class Decision:
    """What a grant has decided; nothing is signed yet.

    ``grant`` is the two letters that Keycloak puts into ``jti`` (``cc``, ``ro``, ``rt``, ``te``, ``ac`` …). ``transient`` says that the
    session is not kept, ``transient_client`` that the client takes no part in it. ``scope`` is the scope parameter in force, ``scopes``
    the client scopes that it resolved to. ``refresh`` and ``id_token`` ask for those tokens, ``id_only`` puts the ID token in the place
    of the access token; ``refresh_scope`` keeps the scope of the refresh token that is renewed, ``family`` its ``reuse_id``,
    ``organization`` the only one that it is for; ``answered`` are the client scopes of the ID token and of the answer where they are
    others. ``audience`` limits the token's audience to these clients (token exchange), ``kept_audience`` is that of the refresh token
    that is renewed; ``implicit`` says that no code was asked for; ``extra`` goes beside the tokens into the answer.
    ``roles`` limits the user's roles to these ids, ``api_token`` is the id of the API token that is exchanged. ``until`` is when
    the access token ends at the latest, in epoch seconds.
    ``mapped_as`` is the client whose scopes, roles and mappers make the claims where it is not the one that gets the token, with
    ``mapped_session`` its part of the session; ``more_audience`` is a client that the token is for besides. ``claims``
    are claims that the access token has in any case (``authorization`` goes into the refresh token too), ``hidden`` are members that
    the answer lacks. ``resource`` is the resource that is asked for, None where nobody looks at it;
    ``original_resource`` the one of the request that a code or a refresh token goes back to.
    ``confirmation`` is what the client has to prove to own with the access token (RFC 7800), ``refresh_confirmation`` with the other.
    """

    grant: str
    client: Client
    user: User
    session: UserSession
    client_session: ClientSession
    scope: str | None
    scopes: ScopeSet
    transient: bool = False
    refresh: bool = True
    id_token: bool = False
    nonce: str | None = None
    refresh_scope: str = ""
    family: str | None = None
    organization: str = ""
    answered: ScopeSet | None = None
    transient_client: bool = False
    id_only: bool = False
    audience: frozenset[str] | None = None
    kept_audience: frozenset[str] = frozenset()
    implicit: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    roles: frozenset[str] | None = None
    api_token: str = ""
    until: int = 0
    confirmation: Mapping[str, Any] | None = None
    refresh_confirmation: Mapping[str, Any] | None = None
    mapped_as: Client | None = None
    mapped_session: ClientSession | None = None
    more_audience: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    resource: Asked | None = None
    original_resource: str | None = None


@dataclass(slots=True)
class TokenSet:
    """A token answer whose tokens may still have to be signed; ``body`` is the answer around them."""

    access: Unsigned | str
    refresh: Unsigned | None
    identity: Unsigned | None
    body: dict[str, Any]

    def finish(self) -> dict[str, Any]:
        """Signs all tokens and returns the answer's JSON in Keycloak's order. Reads and writes nothing else."""
        access = self.access if isinstance(self.access, str) else self.access.sign()
        body = self.body
        body["access_token"] = access
        if self.refresh is not None:
            body["refresh_token"] = self.refresh.sign()
        if self.identity is not None:
            claims = self.identity.claims
            claims.setdefault("at_hash", jws.half_hash(self.identity.key.algorithm, access, self.identity.key.curve))
            self.identity.claims = arranged(claims, {})
            body["id_token"] = self.identity.sign()
        return body
