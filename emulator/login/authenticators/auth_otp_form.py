"""The form that asks for a one-time code."""

from __future__ import annotations

from emulator.login.authenticators import Authenticator, _otp_form
from emulator.realm.texts import Text

AUTHENTICATOR = Authenticator(
    "auth-otp-form",
    requires_user=True,
    setup="CONFIGURE_TOTP",
    credential="otp",
    title=Text("otp-display-name"),
    help=Text("otp-help-text"),
    authenticate=_otp_form.authenticate,
    action=_otp_form.action,
    configured_for=_otp_form.configured_for,
)
