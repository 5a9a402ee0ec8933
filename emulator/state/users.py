"""What goes when a user goes."""

from __future__ import annotations

from emulator.state import api_tokens, authorization, organizations
from emulator.state.store import RealmTables


def delete(tables: RealmTables, identifier: str) -> None:
    """Removes a user: with roles, memberships, failures, API tokens, and what the user owns or asked for at resource servers."""
    authorization.forget_user(tables, identifier)
    for token in tables.api_tokens.many("user", identifier):
        api_tokens.forget(tables, token)
    user = tables.user(identifier)
    if user is not None:
        organizations.forget(tables, user)
    tables.role_mappings.delete(identifier)
    tables.memberships.delete(identifier)
    tables.login_failures.delete(identifier)
    for state in tables.workflow_states.many("resource", identifier):
        tables.workflow_states.delete(state.id)
    tables.users.delete(identifier)
