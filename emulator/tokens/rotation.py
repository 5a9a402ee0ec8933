"""Rotation of refresh tokens, where the realm revokes used ones: each login's tokens are a family of their own, as observed."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.realm.views import Realm
from emulator.state.records import ClientSession, Renewal
from emulator.tokens.verify import Verified

FAMILY = "reuse_id"
"""The claim of a refresh token that names its family; tokens from before the realm revoked used ones have none."""


def fault(realm: Realm, mine: ClientSession, token: Verified) -> tuple[str, str]:
    """Why a refresh token may not be used any more: what Keycloak says, and why, for the log. Both are empty where it may."""
    last = _last(mine.renewals, token)
    if token.text("jti") != last.token_id:
        stale = last.token_id and token.issued_at < last.latest
        return ("Stale token", "the token was replaced by a newer one that has been used") if stale else ("", "")
    if last.uses > realm.refresh_token_max_reuse:
        reason = f"the token was used {last.uses} times, its maximal reuse is {realm.refresh_token_max_reuse}"
        return "Maximum allowed refresh token reuse exceeded", reason
    return "", ""


def used(mine: ClientSession, token: Verified, now: int, *, renewed: bool) -> Mapping[str, Renewal]:
    """The rotation of a client's refresh tokens after this one was used; ``renewed`` tells that another came of it."""
    last = _last(mine.renewals, token)
    uses = last.uses if token.text("jti") == last.token_id else 0
    return {**mine.renewals, token.text(FAMILY): Renewal(token.text("jti"), uses + 1, now if renewed else last.latest)}


def _last(renewals: Mapping[str, Renewal], token: Verified) -> Renewal:
    return renewals.get(token.text(FAMILY)) or Renewal()
