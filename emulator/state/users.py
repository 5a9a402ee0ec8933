"""What goes when a user goes."""

from __future__ import annotations

from emulator.state import api_tokens, organizations
from emulator.state.store import RealmTables


def delete(tables: RealmTables, identifier: str) -> None:
    """Removes a user with roles, memberships, also those of organizations, failures and API tokens."""
    for token in tables.api_tokens.many("user", identifier):
        api_tokens.forget(tables, token)
    user = tables.user(identifier)
    if user is not None:
        organizations.forget(tables, user)
    tables.role_mappings.delete(identifier)
    tables.memberships.delete(identifier)
    tables.login_failures.delete(identifier)
    tables.users.delete(identifier)
