"""One-time codes of a user: which credentials there are, and whether a code is one of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import otp
from emulator.login.attempt import Attempt
from emulator.realm.views import User
from emulator.state.records import Expiring


def credentials(user: User) -> list[Mapping[str, Any]]:
    """The user's credentials of the type ``otp``, the preferred one first."""
    return [one for one in user.credentials if one.get("type") == "otp"]


def is_valid(attempt: Attempt, user: User, code: str, credential_id: str = "") -> bool:
    """Whether the code is one of the credential's (the first one without an id); a code is accepted once unless the realm reuses them."""
    candidates = credentials(user)
    if credential_id:
        candidates = [candidate for candidate in candidates if candidate.get("id") == credential_id]
    if not candidates or not code:
        return False
    context = attempt.context
    realm, now = context.realm, context.clock.seconds()
    credential = candidates[0]
    step = otp.matching_step(code.strip(), credential, now, realm.otp_policy_look_ahead)
    if step is None:
        return False
    if otp.subtype(credential) == "hotp":
        _advance(attempt, user, credential, step + 1)
        return True
    if not realm.otp_policy_reusable:
        key = f"otp:{credential.get('id')}:{step}"
        if key in context.tables.single_use:
            return False
        context.tables.single_use.put(key, Expiring(key, now + 300))
    return True


def _advance(attempt: Attempt, user: User, credential: Mapping[str, Any], counter: int) -> None:
    moved = otp.counted(credential, counter)
    kept = [moved if one.get("id") == credential.get("id") else one for one in user.credentials]
    attempt.context.tables.users.put(user.id, {**user.document, "credentials": kept})
