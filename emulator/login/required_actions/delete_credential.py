"""delete_credential: the user removes one of the own credentials (``kc_action=delete_credential:ID``)."""

from __future__ import annotations

from emulator.login import actions
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider

PAGE = "delete_credential"


def challenge(attempt: Attempt) -> Outcome:
    """The confirmation; an error for the application where the user has no such credential."""
    wanted = actions.parameter_of(attempt)
    credentials = [credential for credential in attempt.known_user().credentials if credential.get("id") == wanted]
    if not credentials:
        attempt.earlier_error = "credential_not_found" if wanted else "missing_credential_id"
        attempt.events.append(("CUSTOM_REQUIRED_ACTION", attempt.earlier_error, {"credential_id": wanted}))
        attempt.details["credential_id"] = wanted
        actions.fail(attempt, "delete_credential")
        return None
    return Challenge(PAGE, {"label": credentials[0].get("userLabel") or credentials[0].get("type", ""), "initiated": True})


def process(attempt: Attempt) -> Outcome:
    """Removes it."""
    wanted = actions.parameter_of(attempt)
    attempt.update_user(credentials=[one for one in attempt.known_user().credentials if one.get("id") != wanted])
    return None


def credential(attempt: Attempt) -> str:
    """The type of the credential that is to go; empty for one that the user does not have."""
    wanted, user = actions.parameter_of(attempt), attempt.user
    return next((str(one.get("type")) for one in user.credentials if one.get("id") == wanted), "") if user is not None else ""


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("delete_credential", challenge=challenge, process=process, credential=credential)
