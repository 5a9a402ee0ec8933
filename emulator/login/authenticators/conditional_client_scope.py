"""Holds when a client scope is in force (``client_scope``, ``negate``)."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether the scope is a default one of the client, or an optional one that was asked for."""
    name, client = execution.config.get("client_scope", ""), attempt.client
    asked = name in attempt.parameter("scope").split() and name in client.optional_client_scopes
    return (name in client.default_client_scopes or asked) != (execution.config.get("negate") == "true")


AUTHENTICATOR = Authenticator("conditional-client-scope", matches=matches)
