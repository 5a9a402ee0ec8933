"""Registering a passkey; the two required actions differ in the kind of credential that they make."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from emulator.keys import webauthn
from emulator.login import actions, passkeys
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.views import User

PAGE = "webauthn_register"
_NOT_MADE = "Failed to register your Passkey."
_NOT_VALID = "Passkey registration result is invalid."


def provider(name: str, kind: str) -> RequiredActionProvider:
    """The required action that registers a passkey of this kind."""

    def credential(attempt: Attempt) -> str:
        """The type of credential."""
        return kind

    return RequiredActionProvider(name, partial(challenge, kind=kind), partial(process, kind=kind), credential=credential)


def challenge(attempt: Attempt, kind: str) -> Outcome:
    """The page with a fresh challenge; nothing where the application wants a key only for those who have none."""
    skip = actions.is_initiated(attempt) and actions.parameter_of(attempt) == "skip_if_exists"
    if skip and passkeys.credentials(attempt.known_user(), kind):
        return None
    return Challenge(PAGE, {"options": _options(attempt, kind), "initiated": actions.is_initiated(attempt)})


def process(attempt: Attempt, kind: str) -> Outcome:
    """Stores the key that the browser brings."""
    form, user = attempt.form, attempt.known_user()
    if "isSetRetry" in form:
        return challenge(attempt, kind)
    if form.get("error"):
        return _failed(attempt, kind, "invalid_user_credentials", "register-verification", _NOT_VALID, form["error"])
    asked = attempt.note(passkeys.CHALLENGE)
    attempt.set_note(passkeys.CHALLENGE, None)
    policy = passkeys.Policy.of(attempt, kind)
    try:
        registered = webauthn.register(policy.ceremony(asked), form.get("clientDataJSON", ""), form.get("attestationObject", ""))
        _check(policy, registered, user, kind)
    except webauthn.NotVerifiedError as error:
        return _failed(attempt, kind, "invalid_registration", "registration", _NOT_MADE, str(error))
    label = form.get("authenticatorLabel", "").strip() or "Passkey (Default Label)"
    details = {
        "credential_type": kind,
        "custom_required_action": attempt.session.execution,
        "public_key_credential_id": webauthn.encoded(registered.credential_id),
        "public_key_credential_aaguid": registered.aaguid,
        "public_key_credential_label": label,
    }
    attempt.add_credential(_credential(attempt, kind, registered, label), user.credentials)
    actions.end_others(attempt)
    attempt.events += [("CUSTOM_REQUIRED_ACTION", "", details), ("UPDATE_CREDENTIAL", "", details)]
    attempt.details |= details
    return None


def _options(attempt: Attempt, kind: str) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptions, bytes as base64url."""
    policy, user = passkeys.Policy.of(attempt, kind), attempt.known_user()
    algorithms = [webauthn.ALGORITHMS[name] for name in policy.texts("SignatureAlgorithms") if name in webauthn.ALGORITHMS]
    options: dict[str, Any] = {
        "challenge": passkeys.renew_challenge(attempt),
        "rp": {"id": policy.relying_party, "name": policy.text("RpEntityName") or "keycloak"},
        "user": {"id": webauthn.encoded(user.id.encode()), "name": user.username, "displayName": user.username},
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in algorithms or [webauthn.ALGORITHMS["ES256"]]],
    }
    if policy.text("AttestationConveyancePreference"):
        options["attestation"] = policy.text("AttestationConveyancePreference")
    if _selection(policy):
        options["authenticatorSelection"] = _selection(policy)
    if policy.timeout:
        options["timeout"] = policy.timeout * 1000
    if policy.avoids_same:
        options["excludeCredentials"] = [
            {"type": "public-key", "id": passkeys.id_of(credential)} for credential in passkeys.credentials(user, kind)
        ]  # fmt: skip
    return options


def _selection(policy: passkeys.Policy) -> dict[str, Any]:
    """Which authenticators will do; ``requireResidentKey`` is the older way to say ``residentKey``."""
    criteria: dict[str, Any] = {}
    if policy.text("AuthenticatorAttachment"):
        criteria["authenticatorAttachment"] = policy.text("AuthenticatorAttachment")
    older = {"Yes": "required", "No": "discouraged"}.get(policy.text("RequireResidentKey"), "")
    resident = policy.text("ResidentKey") or older
    if resident:
        criteria |= {"residentKey": resident, "requireResidentKey": resident == "required"}
    if policy.text("UserVerificationRequirement"):
        criteria["userVerification"] = policy.text("UserVerificationRequirement")
    return criteria


def _check(policy: passkeys.Policy, made: webauthn.Registered, user: User, kind: str) -> None:
    """What the policy asks of a new key beyond its being genuine."""
    acceptable, algorithms = policy.texts("AcceptableAaguids"), policy.texts("SignatureAlgorithms")
    if acceptable and made.aaguid not in acceptable:
        raise webauthn.NotVerifiedError(f"authenticators of the model {made.aaguid} are not acceptable")
    if algorithms and made.algorithm not in [webauthn.ALGORITHMS.get(one) for one in algorithms]:
        raise webauthn.NotVerifiedError(f"the policy does not have the algorithm {made.algorithm}")
    known = [passkeys.id_of(one) for one in passkeys.credentials(user, kind)]
    if webauthn.encoded(made.credential_id) in known:
        raise webauthn.NotVerifiedError("the key is registered already")


def _credential(attempt: Attempt, kind: str, registered: webauthn.Registered, label: str) -> dict[str, Any]:
    data = {
        "aaguid": registered.aaguid,
        "credentialId": _padded(registered.credential_id),
        "counter": registered.counter,
        "credentialPublicKey": webauthn.encoded(registered.public_key),
        "attestationStatementFormat": registered.attestation_format,
        "transports": [transport for transport in attempt.form.get("transports", "").split(",") if transport],
    }
    return {
        "id": attempt.context.ids.uuid(),
        "type": kind,
        "userLabel": label,
        "createdDate": attempt.context.clock.millis(),
        "secretData": "{}",
        "credentialData": json.dumps(data, separators=(",", ":")),
    }


def _padded(data: bytes) -> str:
    text = webauthn.encoded(data).replace("-", "+").replace("_", "/")
    return text + "=" * (-len(text) % 4)


def _failed(attempt: Attempt, kind: str, error: str, name: str, text: str, detail: str) -> Challenge:
    details = {
        "credential_type": kind,
        "custom_required_action": attempt.session.execution,
        "web_authn_registration_error": f"webauthn-error-{name}",
        "web_authn_registration_error_detail": detail,
    }
    attempt.events += [("CUSTOM_REQUIRED_ACTION", error, details), ("UPDATE_CREDENTIAL", error, details)]
    attempt.log.append(f"the passkey is refused: {detail}")
    return Challenge("webauthn_error", {"initiated": actions.is_initiated(attempt)}, message=("error", f"{text} {detail}"))
