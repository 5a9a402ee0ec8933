"""Sends the browser straight to an identity provider (``kc_idp_hint``, or ``defaultProvider`` of the configuration)."""

from __future__ import annotations

from emulator.broker import links
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Outcome, Redirect
from emulator.realm.executions import Execution

FORWARDED_ERROR = "forwarded error"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """A redirect to an enabled provider; nothing for an empty hint, or one that names no provider."""
    if attempt.note("forced reauthentication") or attempt.note(FORWARDED_ERROR):
        return Attempted()
    sent = attempt.session.parameters
    wanted = sent["kc_idp_hint"] if "kc_idp_hint" in sent else execution.config.get("defaultProvider", "")
    provider = links.provider(attempt.context.tables, wanted) if wanted else None
    if provider is None or not provider.enabled:
        return Attempted()
    if sent.get("prompt") == "none" and not provider.accepts_prompt_none:
        return Attempted()
    return Redirect(f"/broker/{wanted}/login", {"login_hint": sent["login_hint"]} if sent.get("login_hint") else {})


AUTHENTICATOR = Authenticator("identity-provider-redirector", authenticate=authenticate)
