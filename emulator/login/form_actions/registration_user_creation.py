"""Registers a user with the attributes of the user profile."""

from __future__ import annotations

from emulator.core.errors import EmulatorError
from emulator.login import forms, user_profile
from emulator.login.attempt import Attempt
from emulator.login.outcome import FlowError
from emulator.realm.executions import Execution
from emulator.realm.views import User
from emulator.state import roles

_NOT_ALLOWED = "Registration not allowed"


def validate(attempt: Attempt, execution: Execution, errors: dict[str, str]) -> None:
    """The rules of the user profile, and names and addresses that are taken."""
    tables, scopes = attempt.context.tables, forms.scopes_of(attempt)
    values = user_profile.posted(attempt.form, tables, scopes, new=True)
    errors.update(user_profile.check(tables, values, scopes, None))


def success(attempt: Attempt, execution: Execution) -> None:
    """Adds the user with the realm's default roles and groups, and logs it in."""
    context = attempt.context
    if attempt.user is not None:
        raise _refused()
    tables, realm = context.tables, context.realm
    values = user_profile.posted(attempt.form, tables, forms.scopes_of(attempt), new=True)
    document = user_profile.written(
        tables,
        {
            "id": context.ids.uuid(), "username": "", "enabled": True, "emailVerified": False,
            "createdTimestamp": context.clock.millis(), "totp": False, "credentials": [], "disableableCredentialTypes": [],
            "requiredActions": _default_actions(attempt), "notBefore": 0,
        },
        values,
    )  # fmt: skip
    tables.users.put(document["id"], document)
    default = tables.realm_role(realm.default_role.get("name", ""))
    roles.add(tables, document["id"], [default.id] if default is not None else [])
    groups = _default_groups(attempt)
    if groups:
        tables.memberships.put(document["id"], groups)
    attempt.user = User(document)
    attempt.set_session_note("register", "true")


def _default_actions(attempt: Attempt) -> list[str]:
    return [one["alias"] for one in attempt.context.realm.required_actions if one.get("enabled") and one.get("defaultAction")]


def _default_groups(attempt: Attempt) -> tuple[str, ...]:
    from emulator.state import groups

    found = [groups.by_path(attempt.context.tables, path) for path in attempt.context.realm.default_groups]
    return tuple(group.id for group in found if group is not None)


def _refused() -> EmulatorError:
    return FlowError(_NOT_ALLOWED, reason="a user is logged in already")
