"""CONFIGURE_TOTP: a new authenticator, proved by a first code."""

from __future__ import annotations

import json
from urllib.parse import quote

from emulator.keys import otp
from emulator.login import actions, recovery_codes
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.gates.credentials import LABEL_TAKEN, is_label_taken
from emulator.realm.texts import Text

PAGE = "config_totp"
_ALIAS, _RECOVERY = "CONFIGURE_TOTP", "CONFIGURE_RECOVERY_AUTHN_CODES"
_SECRET = "totp secret"
_ALGORITHMS = {"HmacSHA1": "SHA1", "HmacSHA256": "SHA256", "HmacSHA512": "SHA512"}


def challenge(attempt: Attempt) -> Outcome:
    """The form with a fresh secret; it stays the same when the way of typing it in is changed (``mode``)."""
    if not (attempt.form.get("mode") and attempt.note(_SECRET)):
        attempt.set_note(_SECRET, attempt.context.ids.secret(20))
    reason = None if actions.is_initiated(attempt) else ("warning", Text("configureTotpMessage"))
    return _page(attempt, message=reason)


def process(attempt: Attempt) -> Outcome:
    """Stores the authenticator when the code is one of its."""
    form, user, realm = attempt.form, attempt.known_user(), attempt.context.realm
    secret = attempt.note(_SECRET)
    code = form.get("totp", "").replace(" ", "")
    if not code:
        return _page(attempt, {"totp": Text("missingTotpMessage")})
    label = form.get("userLabel", "").strip()
    credential = {
        "id": attempt.context.ids.uuid(),
        "type": "otp",
        "userLabel": label,
        "createdDate": attempt.context.clock.millis(),
        "secretData": json.dumps({"value": secret}, separators=(",", ":")),
        "credentialData": json.dumps(
            {
                "subType": realm.otp_policy_type, "digits": realm.otp_policy_digits, "counter": realm.otp_policy_initial_counter,
                "period": realm.otp_policy_period, "algorithm": realm.otp_policy_algorithm,
            },
            separators=(",", ":"),
        ),
    }  # fmt: skip
    if otp.matching_step(code, credential, attempt.context.clock.seconds(), realm.otp_policy_look_ahead) is None:
        return _page(attempt, {"totp": Text("invalidTotpMessage")})
    existing = [other for other in user.credentials if other.get("type") == "otp"]
    if existing and not label:
        return _page(attempt, {"userLabel": Text("missingTotpDeviceNameMessage")})
    actions.end_others(attempt)
    if is_label_taken(user.credentials, credential, label):
        return _page(attempt, {"userLabel": LABEL_TAKEN})
    attempt.add_credential(credential, user.credentials)
    details = {"credential_type": "otp", "custom_required_action": "CONFIGURE_TOTP"}
    attempt.events += [(kind, "", details) for kind in ("UPDATE_CREDENTIAL", "UPDATE_TOTP")]
    attempt.details |= details
    _go_on_to_recovery_codes(attempt)
    attempt.set_note(_SECRET, None)
    return None


def _go_on_to_recovery_codes(attempt: Attempt) -> None:
    """Where the action is configured so (``add-recovery-codes``), a user without recovery codes gets some, if a login can ask for them."""
    user = attempt.known_user()
    is_wanted = str(actions.of_realm(attempt, _ALIAS).config.get("add-recovery-codes")).lower() == "true"
    if not is_wanted or not actions.is_enabled(attempt, _RECOVERY) or not _asks_for_recovery_codes(attempt):
        return
    if _RECOVERY not in user.required_actions and recovery_codes.credential(user) is None:
        attempt.update_user(requiredActions=[*user.required_actions, _RECOVERY])


def _asks_for_recovery_codes(attempt: Attempt) -> bool:
    """Whether a flow that is not disabled where it stands has a step for recovery codes that is not disabled."""
    steps = [step for flow in attempt.context.realm.authentication_flows for step in flow.get("authenticationExecutions") or ()]
    disabled = {step.get("flowAlias") for step in steps if step.get("requirement") == "DISABLED"}
    used = [flow for flow in attempt.context.realm.authentication_flows if flow.get("alias") not in disabled]
    return any(
        step.get("authenticator") == recovery_codes.STEP and step.get("requirement") != "DISABLED"
        for flow in used
        for step in flow.get("authenticationExecutions") or ()
    )


def _page(attempt: Attempt, errors: dict[str, str] | None = None, message: tuple[str, str] | None = None) -> Challenge:
    realm, user, secret = attempt.context.realm, attempt.known_user(), attempt.note(_SECRET)
    issuer = quote(realm.display_name or realm.name)
    kind, period = realm.otp_policy_type, f"&period={realm.otp_policy_period}"
    rest = period if kind == "totp" else f"&counter={realm.otp_policy_initial_counter}"
    encoded = otp.base32(secret)
    uri = (
        f"otpauth://{kind}/{issuer}:{quote(user.username)}?secret={encoded}&digits={realm.otp_policy_digits}"
        f"&algorithm={_ALGORITHMS.get(realm.otp_policy_algorithm, 'SHA1')}&issuer={issuer}{rest}"
    )
    values = {
        "secret": secret,
        "secret_encoded": " ".join(encoded[i : i + 4] for i in range(0, len(encoded), 4)),
        "uri": uri,
        "mode": attempt.form.get("mode", ""),
        "policy": {
            "type": kind, "algorithm": _ALGORITHMS.get(realm.otp_policy_algorithm, "SHA1"), "digits": realm.otp_policy_digits,
            "period": realm.otp_policy_period, "counter": realm.otp_policy_initial_counter,
        },
        "user_label": attempt.form.get("userLabel", ""),
        "has_other": any(credential.get("type") == "otp" for credential in user.credentials),
        "initiated": actions.is_initiated(attempt),
    }  # fmt: skip
    return Challenge(PAGE, values, errors or {}, message)


def credential(attempt: Attempt) -> str:
    """The type of credential."""
    return "otp"


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("CONFIGURE_TOTP", challenge=challenge, process=process, credential=credential)
