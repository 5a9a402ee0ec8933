"""What a user still has to do before a login without a browser is complete."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.context import Context
from emulator.core.errors import OAuthError
from emulator.login.profile import Kind, Profile, stored
from emulator.realm.views import RequiredAction, User


def actions(context: Context, user: User, scopes: Sequence[str]) -> list[str]:
    """Required actions that keep the user from logging in without a browser, by alias.

    As observed, a user's own count whether the realm has them or not. ``scopes`` are the client scopes that are asked for.
    """
    enabled = {action.alias for action in map(RequiredAction, context.realm.required_actions) if action.enabled}
    due = list(user.required_actions)
    if any(credential.get("temporary") for credential in user.credentials) and "UPDATE_PASSWORD" in enabled:
        due.append("UPDATE_PASSWORD")
    if context.realm.verify_email and not user.email_verified and "VERIFY_EMAIL" in enabled:
        due.append("VERIFY_EMAIL")
    if "VERIFY_PROFILE" in enabled and Profile(context.tables, Kind.UPDATE_PROFILE, user, scopes).faults(stored(user)):
        due.append("VERIFY_PROFILE")
    return list(dict.fromkeys(due))


def check(context: Context, user: User, scopes: Sequence[str]) -> None:
    """Raises OAuthError for a user who has to do something first."""
    due = actions(context, user, scopes)
    if due:
        reason = f"user '{user.username}' has to {', '.join(due)} first"
        raise OAuthError("invalid_grant", "Account is not fully set up", reason=reason, event="resolve_required_actions")
