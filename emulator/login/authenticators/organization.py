"""Asks for the address first where the realm has organizations; without them it stands back."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _username_form
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the realm has organizations switched on."""
    return attempt.context.realm.organizations_enabled


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for the user name, in realms with organizations."""
    realm = attempt.context.realm
    if not realm.organizations_enabled or attempt.user is not None or not realm.document.get("organizations"):
        return Attempted()
    return _username_form.authenticate(attempt, execution)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Keeps the user name for the form that follows; a user of an organization with a provider of its own goes there."""
    outcome = _username_form.action(attempt, execution)
    return outcome if isinstance(outcome, Challenge) else Attempted()


AUTHENTICATOR = Authenticator("organization", requires_user=False, authenticate=authenticate, action=action, configured_for=configured_for)
