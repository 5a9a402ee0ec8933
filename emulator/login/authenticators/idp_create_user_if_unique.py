"""Create User If Unique: a user for the identity, unless somebody has its name or address already."""

from __future__ import annotations

from emulator.login import brokered, newcomers
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, Outcome, Restart
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

_PASSWORD = "require.password.update.after.registration"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with the new user; nothing where one was found, so that a later step may link it."""
    if attempt.note(brokered.EXISTING):
        return Attempted()
    identity = brokered.identity_of(attempt)
    if not brokered.username(attempt, identity):
        attempt.log.append("the provider told no user name")
        attempt.set_note(brokered.REVIEW, "true")
        return Restart()
    existing = brokered.duplicate(attempt, identity)
    if existing:
        attempt.set_note(brokered.EXISTING, existing)
        if execution.requirement != "REQUIRED":
            return Attempted()
        owner, field, value = existing.split(" ", 2)
        told = {"user": owner, f"existing_{field}": value, "auth_method": None, "auth_type": None}
        attempt.events.append(("LOGIN", "federated_identity_account_exists", told))
        text = Text("federatedIdentityExistsMessage", field, value)
        return Challenge("error", {"message": text}, status=409)
    attempt.user = newcomers.add(attempt.context, brokered.values(attempt, identity))
    attempt.set_note(brokered.REGISTERED, "true")
    if execution.config.get(_PASSWORD) == "true":
        attempt.update_user(requiredActions=[*attempt.known_user().required_actions, "UPDATE_PASSWORD"])
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Its page posts nothing."""
    return authenticate(attempt, execution)


AUTHENTICATOR = Authenticator("idp-create-user-if-unique", authenticate=authenticate, action=action)
