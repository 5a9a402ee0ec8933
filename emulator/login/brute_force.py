"""Brute force protection (realm settings of the same names), as observed on Keycloak. Times are epoch seconds."""

from __future__ import annotations

from dataclasses import replace

from emulator.context import Context
from emulator.realm import lockout
from emulator.realm.views import Realm, User
from emulator.state.records import LoginFailures


def locked_until(context: Context, user: User) -> int:
    """When a temporarily locked user may try again; 0 when the user is not locked."""
    if not context.realm.brute_force_protected:
        return 0
    failures = context.tables.login_failures.get(user.id)
    if failures is None or failures.not_before <= context.clock.seconds():
        return 0
    return failures.not_before


def locked_for_good(context: Context, user: User) -> bool:
    """Whether brute force protection has disabled the user."""
    reason = user.attributes.get("disabledReason") or ()
    return context.realm.brute_force_protected and not user.enabled and "permanentLockout" in reason


def failed(context: Context, user: User) -> None:
    """Counts a failed login; locks the user when the realm's rules say so."""
    realm = context.realm
    if not realm.brute_force_protected or locked_until(context, user):
        return
    now_ms = context.clock.millis()
    now = now_ms // 1000
    known = context.tables.login_failures.get(user.id) or LoginFailures(user.id)
    since_last_ms = now_ms - known.last_failure_ms if known.last_failure_ms else None
    if since_last_ms is not None and since_last_ms > realm.max_delta_time * 1000:
        known = LoginFailures(user.id)
        since_last_ms = None
    count = known.failures + 1
    known = replace(known, failures=count, last_failure_ms=now_ms, last_ip=context.remote_address)
    if realm.permanent_lockout and realm.max_temporary_lockouts == 0:
        if count >= realm.failure_factor:
            _disable(context, user)
    else:
        known = _lock(context, user, known, now)
    if known.not_before <= now and _too_quick(realm, since_last_ms):
        known = replace(known, not_before=now + realm.minimum_quick_login_wait)
    context.tables.login_failures.put(user.id, known)


def succeeded(context: Context, user: User) -> None:
    """Forgets the user's failures."""
    if context.realm.brute_force_protected:
        context.tables.login_failures.delete(user.id)


def _too_quick(realm: Realm, since_last_ms: int | None) -> bool:
    return since_last_ms is not None and since_last_ms < realm.quick_login_check_ms


def _lock(context: Context, user: User, known: LoginFailures, now: int) -> LoginFailures:
    realm = context.realm
    wait = lockout.seconds(realm, known.failures)
    if wait <= 0:
        return known
    lockouts = known.temporary_lockouts + 1
    if realm.permanent_lockout and lockouts > realm.max_temporary_lockouts:
        _disable(context, user)
        return replace(known, temporary_lockouts=lockouts)
    return replace(known, temporary_lockouts=lockouts, not_before=now + wait)


def _disable(context: Context, user: User) -> None:
    attributes = {**user.attributes, "disabledReason": ["permanentLockout"]}
    context.tables.users.put(user.id, {**user.document, "enabled": False, "attributes": attributes})
