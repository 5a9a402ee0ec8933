"""Username Validation of the direct grant."""

from __future__ import annotations

from emulator.login import direct_grant
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with the user that the request names; raises OAuthError for nobody, or somebody who is locked."""
    attempt.user = direct_grant.named(attempt.context, attempt.passwords, attempt.form.get("username"), attempt.form.get("password"))
    return None


AUTHENTICATOR = Authenticator("direct-grant-validate-username", authenticate=authenticate)
