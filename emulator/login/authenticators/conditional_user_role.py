"""Holds for users with a role (``condUserRole``, ``negate``)."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow
from emulator.state import roles
from emulator.tokens.role_names import split


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether the user has the role, ``client.role`` for one of a client; of an unknown role nothing is true."""
    user, tables = attempt.user, attempt.context.tables
    if user is None:
        return False
    name = execution.config.get("condUserRole", "")
    client_id, short = split(name)
    client = tables.client(client_id) if client_id else None
    role = tables.client_role(client, short) if client is not None else tables.realm_role(name)
    return role is not None and (role.id in roles.of_user(tables, user)) != (execution.config.get("negate") == "true")


AUTHENTICATOR = Authenticator("conditional-user-role", matches=matches)
