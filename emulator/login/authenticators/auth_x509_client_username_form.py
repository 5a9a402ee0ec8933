"""X509/Validate Username Form: the certificate that the browser has shown says who the user is, who may have to agree."""

from __future__ import annotations

from emulator.keys.certificate_checks import CertificateFault
from emulator.login import brute_force, certificates, forwarded, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.certificate_config import is_on
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "x509_info"
_INVALID = "Certificate validation's failed. Certificate revoked or incorrect."
_CREDENTIAL = "cert"
_UNSET = "X509 client authentication has not been configured yet"
_DETAILS = ("x509_cert_subject_distinguished_name", "x509_cert_issuer_distinguished_name", "x509_cert_serial_number")


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success, or the page that asks whether it is so; whatever is wrong is told by the next step's page."""
    chain = attempt.context.certificates()
    if not chain:
        return Attempted()
    for name, value in certificates.described(attempt.context, chain[0]).items():
        attempt.set_note(name, value)
        attempt.details[name] = value
    if not execution.has_config:
        forwarded.say(attempt, Text(_UNSET))
        return Attempted()
    try:
        certificates.check(attempt.context, chain, execution.config)
        identity = certificates.identity(attempt.context, chain[0], execution.config)
    except CertificateFault as error:
        return _passed_over(attempt, str(error), _INVALID)
    except certificates.UnusableConfig as error:
        return _passed_over(attempt, str(error))
    if identity is None:
        _note(attempt, "invalid_user_credentials", None)
        return _passed_over(attempt, "the certificate names nobody", certificates.NO_IDENTITY)
    return _identified(attempt, execution, chain[0], identity)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """The user agrees, or goes on without the certificate."""
    if "cancel" in attempt.form:
        attempt.user = None
        return Attempted()
    if attempt.user is None:
        return Attempted()
    attempt.details |= {name: attempt.note(name) for name in _DETAILS}
    person.used(attempt, _CREDENTIAL)
    return None


def _identified(attempt: Attempt, execution: Execution, certificate: bytes, identity: str) -> Outcome:
    attempt.set_note(person.ATTEMPTED_USERNAME, identity)
    attempt.details["username"] = identity
    try:
        user = certificates.user_of(attempt.context, identity, execution.config)
    except certificates.UnusableConfig as error:
        return _passed_over(attempt, str(error))
    except certificates.SeveralUsers as error:
        return _passed_over(attempt, str(error), certificates.FAILED)
    if user is None:
        _note(attempt, "user_not_found", identity)
        return _passed_over(attempt, f"there is no user '{identity}'", f"{certificates.FAILED} Invalid user")
    locked = brute_force.locked_by(attempt.context, user)
    if locked:
        _note(attempt, locked, identity, user)
        return _passed_over(attempt, f"user '{user.username}' is locked", f"{certificates.FAILED} Invalid user")
    if not user.enabled:
        _note(attempt, "user_disabled", identity, user)
        return _passed_over(attempt, f"user '{user.username}' is not enabled", f"{certificates.FAILED} User is disabled")
    if attempt.user is not None and attempt.user.id != user.id:
        return _passed_over(attempt, f"the certificate is that of '{user.username}', and the browser is logged in as somebody else")
    attempt.user = user
    if is_on(execution.config, "confirmation-page-disallowed"):
        person.used(attempt, _CREDENTIAL)
        return None
    return Challenge(PAGE, {"subject": certificates.subject(attempt.context, certificate), "attempted_username": user.username})


def _passed_over(attempt: Attempt, reason: str, said: str = "") -> Attempted:
    attempt.log.append(f"the certificate is passed over: {reason}")
    if said:
        forwarded.warn(attempt, said)
    return Attempted()


def _note(attempt: Attempt, error: str, username: str | None, user: User | None = None) -> None:
    known = {"user": user.id} if user is not None else {}
    attempt.events.append(("LOGIN", error, {**attempt.details, "username": username, **known}))


AUTHENTICATOR = Authenticator(
    "auth-x509-client-username-form",
    title=Text("auth-x509-client-username-form-display-name"),
    help=Text("auth-x509-client-username-form-help-text"),
    authenticate=authenticate,
    action=action,
)
