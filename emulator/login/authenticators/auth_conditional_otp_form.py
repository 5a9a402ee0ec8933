"""A one-time code, asked for by role or attribute.

Configuration: ``otpControlAttribute``, ``skipOtpRole``, ``forceOtpRole``, ``defaultOtpOutcome``.
"""

from __future__ import annotations

from collections.abc import Mapping

from emulator.login import actions
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _otp_form
from emulator.login.outcome import FlowError, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import User
from emulator.state import roles
from emulator.tokens.role_names import split

SETUP = "CONFIGURE_TOTP"


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the user has an authenticator."""
    return _otp_form.configured_for(attempt, user)


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The code's form unless the rules skip it; who has no authenticator sets one up where the step is required, else is refused."""
    user = attempt.user
    if user is None:
        raise FlowError(Text("invalidUserMessage"), reason="auth-conditional-otp-form needs a user, and none is known")
    is_wanted = _is_wanted(attempt, user, execution.config)
    if configured_for(attempt, user):
        return _otp_form.authenticate(attempt, execution) if is_wanted else None
    if execution.requirement != "REQUIRED" or not actions.is_enabled(attempt, SETUP):
        raise FlowError(Text("credentialSetupRequired"), reason="the user has nothing for auth-conditional-otp-form")
    if is_wanted:
        attempt.require(SETUP)
    return None


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """As the form of the code."""
    return _otp_form.action(attempt, execution)


def _is_wanted(attempt: Attempt, user: User, config: Mapping[str, str]) -> bool:
    if not config:
        return True
    values = user.attributes.get(config.get("otpControlAttribute", "")) or ()
    if "skip" in values:
        return False
    if "force" in values:
        return True
    if _has(attempt, user, config.get("skipOtpRole", "")):
        return False
    if _has(attempt, user, config.get("forceOtpRole", "")):
        return True
    return config.get("defaultOtpOutcome") != "skip" and (bool(config.get("defaultOtpOutcome")) or configured_for(attempt, user))


def _has(attempt: Attempt, user: User, name: str) -> bool:
    tables = attempt.context.tables
    client_id, short = split(name)
    client = tables.client(client_id) if client_id else None
    role = tables.client_role(client, short) if client is not None else tables.realm_role(name)
    return role is not None and role.id in roles.of_user(tables, user)


AUTHENTICATOR = Authenticator(
    "auth-conditional-otp-form",
    requires_user=False,
    setup=SETUP,
    credential="otp",
    title=Text("otp-display-name"),
    help=Text("otp-help-text"),
    authenticate=authenticate,
    action=action,
    configured_for=configured_for,
)
