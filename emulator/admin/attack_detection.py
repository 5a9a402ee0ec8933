"""Brute force protection as administrators see it: failures of a user, and forgiving them."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.context import Context
from emulator.login import brute_force
from emulator.state.records import LoginFailures
from emulator.web.response import Response

_FOREVER = 2**63 - 1


def status(admin: AdminCall) -> Response:
    """The failures of a user; zeros for one who has none, or whom nobody knows."""
    return found(of(admin.context, admin.call.parameters["user"]))


def of(context: Context, identifier: str) -> dict[str, Any]:
    """What is known of the failures of the user with this id."""
    user = context.tables.user(identifier)
    known = context.tables.login_failures.get(identifier) if context.realm.brute_force_protected else None
    record = known or LoginFailures(identifier)
    locked = known is not None and user is not None and bool(brute_force.locked_by(context, user))
    until = brute_force.locked_until(context, user) if user is not None else 0
    return {
        "failedLoginNotBefore": until or (_FOREVER if locked else 0),
        "numFailures": record.failures,
        "numTemporaryLockouts": record.temporary_lockouts,
        "disabled": locked,
        "numSecondaryAuthFailures": record.secondary_failures,
        "lastIPFailure": record.last_ip or (None if known is not None else "n/a"),
        "lastFailure": record.last_failure_ms,
    }


def forgive(admin: AdminCall) -> Response:
    """Forgets the failures of a user."""
    admin.tables.login_failures.delete(admin.call.parameters["user"])
    return done()


def forgive_all(admin: AdminCall) -> Response:
    """Forgets the failures of all users."""
    table = admin.tables.login_failures
    for record in table:
        table.delete(record.user_id)
    return done()


_BASE = "/attack-detection/brute-force/users"
ROUTES = [
    route("GET", f"{_BASE}/{{user}}", status, "view-users", "manage-users"),
    route("DELETE", f"{_BASE}/{{user}}", forgive, "manage-users", event="USER_LOGIN_FAILURE"),
    route("DELETE", _BASE, forgive_all, "manage-users", event="USER_LOGIN_FAILURE"),
]
