"""delete_account: the user deletes the account after a confirmation."""

from __future__ import annotations

from emulator.login import actions, sessions
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.texts import Text
from emulator.state import roles, users

PAGE = "delete_account"


def challenge(attempt: Attempt) -> Outcome:
    """The confirmation; the error page for a user without the role ``delete-account`` of the client ``account``."""
    tables = attempt.context.tables
    account = tables.client("account")
    role = tables.client_role(account, "delete-account") if account is not None else None
    if role is None or role.id not in roles.of_user(tables, attempt.known_user()):
        text = Text("deletingAccountForbidden")
        return Challenge("error", {"message": text})
    return Challenge(PAGE, {"initiated": actions.is_initiated(attempt)})


def process(attempt: Attempt) -> Outcome:
    """Deletes the user with all sessions and API tokens."""
    user, tables = attempt.known_user(), attempt.context.tables
    sessions.end_all_of(attempt.context, user.id)
    users.delete(tables, user.id)
    told = {"user": user.id, "username": user.username, "custom_required_action": PAGE}
    attempt.events.append(("DELETE_ACCOUNT", "", told))
    # Keycloak's page has an empty heading.
    return Challenge("info", {"heading": " ", "text": Text("userDeletedSuccessfully")})


def oldest_login(attempt: Attempt) -> int:
    """Always a fresh one."""
    return 0


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(PAGE, challenge=challenge, process=process, oldest_login=oldest_login)
