"""Brute force protection (realm settings of the same names), as observed on Keycloak. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from emulator.context import Context, events
from emulator.realm import lockout
from emulator.realm.views import Realm, User
from emulator.state.records import LoginFailures
from emulator.state.store import RealmTables

REASON, LOCKED = "disabledReason", "permanentLockout"
"""Attribute of a user that is locked for good, and its value."""
OTP = "otp"
_COUNTED = frozenset({"password", OTP, "recovery-authn-codes"})
"""Categories of credentials that may be guessed."""


def locked_until(context: Context, user: User) -> int:
    """When a temporarily locked user may try again; 0 when the user is not locked."""
    if not context.realm.brute_force_protected:
        return 0
    failures = context.tables.login_failures.get(user.id)
    if failures is None or failures.not_before <= context.clock.seconds():
        return 0
    return failures.not_before


def locked_for_good(tables: RealmTables, user: User) -> bool:
    """Whether brute force protection has disabled the user, or the user was locked more often than the realm has patience for."""
    realm = tables.realm
    if not realm.brute_force_protected:
        return False
    if not user.enabled and list(user.attributes.get(REASON, ()))[:1] == [LOCKED]:
        return True
    failures = tables.login_failures.get(user.id)
    return realm.permanent_lockout and failures is not None and failures.temporary_lockouts > realm.max_temporary_lockouts


def locked_by(context: Context, user: User) -> str:
    """The error of events for a user who is locked, for good or for a time; empty for one who is not."""
    if locked_for_good(context.tables, user):
        return "user_disabled"
    return "user_temporarily_disabled" if locked_until(context, user) else ""


def failed(context: Context, user: User, category: str = "") -> None:
    """Counts a failed step of a login; locks the user when the realm's rules say so.

    ``category`` is that of the step's credential. Passkeys and such cannot be guessed and do not count, a step without any does.
    """
    realm = context.realm
    if not realm.brute_force_protected or (category and category not in _COUNTED):
        return
    now_ms = context.clock.millis()
    known = context.tables.login_failures.get(user.id) or LoginFailures(user.id)
    since_last_ms = now_ms - known.last_failure_ms if known.last_failure_ms else None
    if since_last_ms is not None and since_last_ms > realm.max_delta_time * 1000 and not _is_final(realm):
        known = _cleared(known)
    known = replace(known, failures=known.failures + 1, last_failure_ms=now_ms, last_ip=context.remote_address)
    known = _locked(context, known, since_last_ms)
    if category == OTP:
        known = replace(known, secondary_failures=known.secondary_failures + 1)
        if 0 < realm.max_secondary_failures < known.secondary_failures:
            _disable(context, user, known)
    context.tables.login_failures.put(user.id, known)
    if realm.permanent_lockout and (
        known.temporary_lockouts > realm.max_temporary_lockouts or (_is_final(realm) and known.failures >= realm.failure_factor)
    ):
        _disable(context, user, known)


def succeeded(context: Context, user: User, used: Collection[str]) -> None:
    """Forgets the user's failures at the end of a login that ``used`` these; those of one-time codes only one with a code forgets."""
    known = context.tables.login_failures.get(user.id)
    if known is None or not context.realm.brute_force_protected or _COUNTED.isdisjoint(used):
        return
    if known.secondary_failures and OTP not in used:
        context.tables.login_failures.put(user.id, _cleared(known))
    else:
        context.tables.login_failures.delete(user.id)


def free(context: Context, user: User) -> bool:
    """What becomes of locks when an administrator enables the user: failures are forgotten. Returns whether there were any."""
    if not user.enabled or locked_until(context, user):
        return context.tables.login_failures.delete(user.id) is not None
    return False


def _is_final(realm: Realm) -> bool:
    """Whether users are locked for good without having been locked for a time before."""
    return realm.permanent_lockout and realm.max_temporary_lockouts == 0


def _cleared(known: LoginFailures) -> LoginFailures:
    return LoginFailures(known.user_id, secondary_failures=known.secondary_failures)


def _locked(context: Context, known: LoginFailures, since_last_ms: int | None) -> LoginFailures:
    realm, now = context.realm, context.clock.seconds()
    wait = 0 if _is_final(realm) else lockout.seconds(realm, known.failures)
    if wait > 0:
        known = replace(known, temporary_lockouts=known.temporary_lockouts + 1)
        if realm.permanent_lockout and known.temporary_lockouts > realm.max_temporary_lockouts:
            return known
    elif since_last_ms is not None and since_last_ms < realm.quick_login_check_ms:
        wait = realm.minimum_quick_login_wait
        wait = wait if _is_final(realm) else min(wait, realm.max_failure_wait)
    if wait <= 0:
        return known
    known = replace(known, not_before=min(now + wait, 2**31 - 1))
    _tell(context, known, "USER_DISABLED_BY_TEMPORARY_LOCKOUT", not_before=_local(known.not_before))
    return known


def _local(seconds: int) -> str:
    """A time of this machine's zone, as Java writes it: without seconds that are none."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().replace(tzinfo=None).isoformat().removesuffix(":00")


def _disable(context: Context, user: User, known: LoginFailures) -> None:
    attributes = {**user.attributes, REASON: [LOCKED]}
    context.tables.users.put(user.id, {**user.document, "enabled": False, "attributes": attributes})
    _tell(context, known, "USER_DISABLED_BY_PERMANENT_LOCKOUT")


def _tell(context: Context, known: LoginFailures, kind: str, **details: str) -> None:
    said = {"reason": "brute_force_attack detected", "num_failures": str(known.failures), **details}
    events.record(context, kind, "", context.tables.user(known.user_id), details=said)
