"""Sends the browser straight to an identity provider (``kc_idp_hint``, or ``defaultProvider`` of the configuration)."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.outcome import Attempted, Outcome, Redirect
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """A redirect to an enabled provider; nothing for an empty hint, or one that names no provider."""
    if attempt.note("forced reauthentication"):
        return Attempted()
    sent = attempt.session.parameters
    wanted = sent["kc_idp_hint"] if "kc_idp_hint" in sent else execution.config.get("defaultProvider", "")
    for provider in attempt.context.realm.identity_providers:
        if wanted and provider.get("alias") == wanted and provider.get("enabled", True):
            return Redirect(f"/broker/{wanted}/login")
    return Attempted()
