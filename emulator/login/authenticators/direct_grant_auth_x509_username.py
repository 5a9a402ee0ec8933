"""X509/Validate Username of the direct grant: the certificate that the client has shown says who the user is."""

from __future__ import annotations

from typing import Any, NoReturn

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys.certificate_checks import CertificateFault
from emulator.login import brute_force, certificates, direct_grant, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Outcome
from emulator.realm.executions import Execution
from emulator.realm.views import User


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Success with the certificate's user; raises OAuthError."""
    context = attempt.context
    chain = context.certificates()
    if not chain:
        raise OAuthError("invalid_request", "X509 client certificate is missing.", 401, event="user_not_found")
    details: dict[str, Any] = dict(certificates.described(context, chain[0]))
    events.note(context, **details)
    if not execution.has_config:
        raise OAuthError("invalid_request", "Configuration is missing.", 401, event="user_not_found")
    try:
        certificates.check(context, chain, execution.config)
        identity = certificates.identity(context, chain[0], execution.config)
    except CertificateFault as error:
        _refuse(attempt, str(error))
    except certificates.UnusableConfig as error:
        _refuse(attempt, str(error), 400)
    if identity is None:
        raise OAuthError("invalid_request", certificates.NO_IDENTITY, 401, event="invalid_user_credentials")
    events.note(context, username=identity)
    try:
        user = certificates.user_of(context, identity, execution.config)
        attempt.user = _ready(attempt, identity, user)
    except certificates.UnusableConfig as error:
        _count(attempt, identity)
        _refuse(attempt, f'{certificates.FAILED} Reason: "{error}"')
    except certificates.SeveralUsers:
        _count(attempt, identity)
        _refuse(attempt, f'{certificates.FAILED} Reason: "null"')
    person.used(attempt, "cert")
    return None


def _ready(attempt: Attempt, identity: str, user: User | None) -> User:
    context = attempt.context
    locked = brute_force.locked_by(context, user) if user is not None else ""
    if user is None or locked or not user.enabled:
        _count(attempt, identity)
    if user is None:
        raise direct_grant.bad_credentials(f"there is no user '{identity}'")
    events.note(context, user=user)
    if locked:
        raise direct_grant.bad_credentials(f"user '{user.username}' is locked", locked)
    if not user.enabled:
        raise OAuthError("invalid_grant", "Account disabled", reason=f"user '{user.username}' is not enabled", event="user_disabled")
    return user


def _count(attempt: Attempt, identity: str) -> None:
    """Counts a failure of whoever is known, or has the certificate's identity for a name: whom it was taken for does not matter."""
    user = attempt.user or direct_grant.lookup(attempt.context, identity)
    if user is not None:
        brute_force.failed(attempt.context, user)


def _refuse(attempt: Attempt, description: str, status: int = 401) -> NoReturn:
    """Refuses what Keycloak keeps no event of."""
    events.drop(attempt.context)
    raise OAuthError("invalid_request", description, status)


AUTHENTICATOR = Authenticator("direct-grant-auth-x509-username", authenticate=authenticate)
