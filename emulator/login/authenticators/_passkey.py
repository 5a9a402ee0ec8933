"""Logging in with a passkey; the two authenticators differ in the kind of credential, and in whether the user is known before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys import webauthn
from emulator.login import brute_force, passkeys, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, FlowError, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "webauthn_authenticate"
Again = Callable[[str], Challenge]
"""Makes the page that says what went wrong."""
_INCOMPLETE = "Missing compulsory webauthn parameters"
_NOT_GOT = "Failed to authenticate by the Passkey."
_NOT_VALID = "Passkey authentication result is invalid."
_UNKNOWN = "Unknown user authenticated by the Passkey."
_ANOTHER = "First authenticated user is not the one authenticated by the Passkey."


def authenticator(name: str, kind: str, *, setup: str, requires_user: bool) -> Authenticator:
    """The authenticator of a kind of passkeys; who is known and has none is refused, also where nobody has to be known."""

    def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
        """The page that asks for it."""
        if attempt.user is not None and not configured_for(attempt, attempt.user):
            raise FlowError(Text("credentialSetupRequired"), reason=f"the user has nothing for {execution.provider}")
        return page(attempt, kind)

    def take(attempt: Attempt, execution: Execution) -> Outcome:
        """Succeeds with a signature of one of the user's keys."""
        return action(attempt, execution.id, kind)

    def configured_for(attempt: Attempt, user: User) -> bool:
        """Whether the user has such a passkey."""
        return bool(passkeys.credentials(user, kind))

    return Authenticator(
        name,
        requires_user=requires_user,
        setup=setup,
        credential=kind,
        title=Text(f"{kind}-display-name"),
        help=Text(f"{kind}-help-text"),
        authenticate=authenticate,
        action=take,
        configured_for=configured_for,
    )


def page(attempt: Attempt, kind: str) -> Challenge:
    """The page with a fresh challenge, and the user's keys where the user is known."""
    user = attempt.user
    keys = [passkeys.shown(credential) for credential in passkeys.credentials(user, kind)] if user is not None else []
    values = {"options": passkeys.ceremony_options(attempt, kind), "credentials": keys}
    return Challenge(PAGE, {**values, "attempted_username": user.username if user is not None else ""})


def is_posted(attempt: Attempt) -> bool:
    """Whether a form for name or password brings a passkey instead."""
    return passkeys.are_on_login_pages(attempt) and ("authenticatorData" in attempt.form or "error" in attempt.form)


def instead(attempt: Attempt, again: Again) -> Outcome:
    """As ``action``, at a form for name or password: ``again`` shows it with what went wrong."""
    form = attempt.form
    if form.get("error"):
        attempt.log.append(f"the browser did not use a passkey: {form['error']}")
        return Attempted()
    if _is_complete(attempt):
        person.remember(attempt)
        outcome = _used(attempt, again, passkeys.PASSWORDLESS)
    else:
        outcome = _failed(attempt, again, passkeys.PASSWORDLESS, "not_allowed", "api-get", _NOT_GOT, _INCOMPLETE)
    if isinstance(outcome, Challenge) and attempt.user is not None:
        # The form is one for passwords, whatever it was answered with.
        brute_force.failed(attempt.context, attempt.user, "password")
    return outcome


def action(attempt: Attempt, execution_id: str, kind: str) -> Outcome:
    """Succeeds with a signature of one of the user's keys; who the user is says the key where nobody is known yet."""

    def again(text: str) -> Challenge:
        user = attempt.user
        values = {"execution": execution_id, "attempted_username": user.username if user is not None else ""}
        return Challenge("webauthn_error", values, message=("error", text))

    if attempt.form.get("error") or not _is_complete(attempt):
        detail = attempt.form.get("error") or _INCOMPLETE
        if attempt.user is None:
            attempt.events.append(("LOGIN", "invalid_user_credentials", {}))
            raise FlowError(person.INVALID_USER, reason=f"the browser did not use a passkey: {detail}", event="")
        return _failed(attempt, again, kind, "not_allowed", "api-get", _NOT_GOT, detail)
    return _used(attempt, again, kind)


def _is_complete(attempt: Attempt) -> bool:
    return all(attempt.form.get(name) for name in ("credentialId", "clientDataJSON", "authenticatorData", "signature"))


def _used(attempt: Attempt, again: Again, kind: str) -> Outcome:
    user = _owner(attempt, again, kind)
    if not isinstance(user, User):
        return user
    outcome = _verified(attempt, again, kind, user)
    # As observed, a user who is locked after wrong passwords gets in by a passkey.
    if outcome is None and not user.enabled:
        attempt.events.append(("LOGIN", "user_disabled", {"username": user.username, "user": user.id, "credential_type": kind}))
        raise FlowError(person.DISABLED, reason=f"user '{user.username}' is not enabled", event="")
    return outcome


def _owner(attempt: Attempt, again: Again, kind: str) -> User | Challenge:
    """Whose key it is: the user handle says so, or it is the user who is known."""
    handle, known = attempt.form.get("userHandle", ""), attempt.user
    try:
        identifier = webauthn.decoded(handle).decode() if handle else known.id if known is not None else ""
    except ValueError:
        identifier = ""
    if known is not None:
        if identifier == known.id:
            return known
        ids = {"first_authenticated_user_id": known.id, "web_authn_authenticated_user_id": identifier or None}
        return _failed(attempt, again, kind, "different_user_authenticated", "different-user", _ANOTHER, "", ids)
    user = attempt.context.tables.user(identifier) if identifier else None
    if user is None or not _key(user, kind, attempt.form["credentialId"]):
        details = {"web_authn_authenticated_user_id": identifier or None}
        if user is not None:
            details["public_key_credential_id"] = attempt.form["credentialId"]
        return _failed(attempt, again, kind, "user_not_found", "user-not-found", _UNKNOWN, "", details)
    return user


def _verified(attempt: Attempt, again: Again, kind: str, user: User) -> Outcome:
    form, policy = attempt.form, passkeys.Policy.of(attempt, kind)
    key = _key(user, kind, form["credentialId"])
    challenge = attempt.note(passkeys.CHALLENGE)
    attempt.set_note(passkeys.CHALLENGE, None)
    try:
        if key is None or not challenge:
            raise webauthn.NotVerifiedError("the user has no such key" if key is None else "no challenge was asked")
        public = webauthn.decoded(str(passkeys.data_of(key).get("credentialPublicKey") or ""))
        assertion = webauthn.verify(
            policy.ceremony(challenge), public, form["clientDataJSON"], form["authenticatorData"], form["signature"]
        )  # fmt: skip
        before = int(passkeys.data_of(key).get("counter") or 0)
        if assertion.counter and assertion.counter <= before:
            raise webauthn.NotVerifiedError("Malicious counter value is detected. Cloned authenticators exist in parallel.")
    except ValueError as error:
        return _failed(attempt, again, kind, "invalid_user_credentials", "auth-verification", _NOT_VALID, str(error))
    attempt.user = user
    _count(attempt, user, key, assertion.counter)
    person.used(attempt, kind)
    attempt.details |= {
        "credential_type": kind,
        "public_key_credential_id": passkeys.id_of(key),
        "web_authn_authenticator_user_verification_checked": str(policy.ceremony("").user_verification).lower(),
    }
    return None


def _key(user: User, kind: str, identifier: str) -> Mapping[str, Any] | None:
    plain = identifier.replace("+", "-").replace("/", "_").rstrip("=")
    return next((one for one in passkeys.credentials(user, kind) if passkeys.id_of(one) == plain), None)


def _count(attempt: Attempt, user: User, key: Mapping[str, Any], counter: int) -> None:
    counted = {**key, "credentialData": json.dumps({**passkeys.data_of(key), "counter": counter}, separators=(",", ":"))}
    attempt.update_user(credentials=[counted if one is key else one for one in user.credentials])


def _note(attempt: Attempt, kind: str, error: str, **details: str | None) -> None:
    attempt.events.append(("LOGIN", error, {"username": None, "user": "", "credential_type": kind, **details}))


def _failed(
    attempt: Attempt,
    again: Again,
    kind: str,
    error: str,
    name: str,
    text: str,
    detail: str,
    more: Mapping[str, str | None] | None = None,
) -> Challenge:
    """The page that says what went wrong and offers to try again."""
    said = {"web_authn_authentication_error": f"webauthn-error-{name}", "web_authn_authentication_error_detail": detail or None}
    _note(attempt, kind, error, **said, **(more or {}))
    attempt.log.append(f"the passkey is refused: {detail or text}")
    return again(text)
