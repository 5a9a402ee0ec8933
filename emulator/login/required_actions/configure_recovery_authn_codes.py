"""CONFIGURE_RECOVERY_AUTHN_CODES: twelve new codes, which take the place of older ones."""

from __future__ import annotations

from emulator.login import actions, recovery_codes
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.texts import Text

PAGE = "recovery_codes"
_CODES, _AT = "recovery codes", "recovery codes made at"
_ACTIVATE = ("warning", Text("configureBackupCodesMessage"))


def challenge(attempt: Attempt) -> Outcome:
    """The page with fresh codes."""
    codes = [attempt.context.ids.recovery_code() for _ in range(recovery_codes.COUNT)]
    attempt.set_note(_CODES, ",".join(codes))
    attempt.set_note(_AT, str(attempt.context.clock.millis()))
    values = {"codes": codes, "generated_at": attempt.note(_AT), "initiated": actions.is_initiated(attempt)}
    return Challenge(PAGE, values, message=None if actions.is_initiated(attempt) else _ACTIVATE)


def process(attempt: Attempt) -> Outcome:
    """Keeps the codes that the page has shown; other ones are not taken, fresh ones are shown instead."""
    form, user = attempt.form, attempt.known_user()
    codes, made_at = attempt.note(_CODES), attempt.note(_AT)
    if not codes or form.get("generatedRecoveryAuthnCodes") != codes or form.get("generatedAt") != made_at:
        attempt.log.append("the codes that were posted are not those of the page")
        return challenge(attempt)
    label = form.get("userLabel", "").strip() or "Recovery codes"
    kept = [credential for credential in user.credentials if credential.get("type") != recovery_codes.KIND]
    attempt.add_credential(recovery_codes.made(attempt, codes.split(","), label, int(made_at)), kept)
    actions.end_others(attempt)
    details = {"credential_type": recovery_codes.KIND, "custom_required_action": "CONFIGURE_RECOVERY_AUTHN_CODES"}
    attempt.events.append(("UPDATE_CREDENTIAL", "", details))
    attempt.details |= details
    attempt.set_note(_CODES, None)
    return None


def credential(attempt: Attempt) -> str:
    """The type of credential."""
    return recovery_codes.KIND


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(
    "CONFIGURE_RECOVERY_AUTHN_CODES", challenge=challenge, process=process, credential=credential
)
