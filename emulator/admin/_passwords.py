"""A new password for a user, as the realm's policy wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.admin.access import AdminCall
from emulator.core.errors import AdminError
from emulator.login import password_policy
from emulator.realm.views import User

_OWN_WORDS = {"invalidPasswordGenericMessage": "Invalid password: new password does not match password policies."}
"""Where the Admin API says it in other words than a page."""


def new_password(admin: AdminCall, user: User, password: str) -> list[Mapping[str, Any]]:
    """The user's credentials with this password; 400 when the realm's policy refuses it."""
    passwords, policy, now = admin.call.emulator.passwords, admin.tables.realm.password_policy, admin.context.clock.millis()
    fault = password_policy.check(admin.context.answers, passwords, policy, user, password, now)
    if fault is not None:
        raise AdminError(400, {"error": fault.key, "error_description": _OWN_WORDS.get(fault.key, fault.text)})
    return password_policy.with_password(passwords, policy, user, password, now)
