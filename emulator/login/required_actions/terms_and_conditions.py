"""TERMS_AND_CONDITIONS: the user accepts the terms, or goes away."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.login.required_actions import RequiredActionProvider

PAGE = "terms"
ALIAS = "TERMS_AND_CONDITIONS"
_ACCEPTED = "terms_and_conditions"


def challenge(attempt: Attempt) -> Outcome:
    """The terms."""
    return Challenge(PAGE, {})


def process(attempt: Attempt) -> Outcome:
    """Remembers when they were accepted, in epoch seconds; a refusal ends the login."""
    user = attempt.known_user()
    if "cancel" in attempt.form:
        attempt.update_user(attributes={name: value for name, value in user.attributes.items() if name != _ACCEPTED})
        return Refused("access_denied", "termsAndConditionsDeclined")
    attempt.update_user(attributes={**user.attributes, _ACCEPTED: [str(attempt.context.clock.seconds())]})
    attempt.events.append(("CUSTOM_REQUIRED_ACTION", "", {"custom_required_action": ALIAS}))
    attempt.details["custom_required_action"] = ALIAS
    return None


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(ALIAS, challenge=challenge, process=process, by_application=False)
