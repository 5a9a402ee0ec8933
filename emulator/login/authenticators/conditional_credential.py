"""Holds by the kinds of credentials that were used so far in this login (``credentials``, ``included``)."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.realm.executions import Execution, Flow


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether one of the configured kinds was used, or with ``included`` false that none was."""
    kinds = set(execution.config.get("credentials", "").replace("##", " ").split())
    used = bool(kinds & set(attempt.note("credentials used").split()))
    return used == (execution.config.get("included", "false") == "true")


AUTHENTICATOR = Authenticator("conditional-credential", matches=matches)
