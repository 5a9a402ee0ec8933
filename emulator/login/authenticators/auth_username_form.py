"""The form that asks for the user name alone."""

from __future__ import annotations

from emulator.login.authenticators import Authenticator, _username_form

AUTHENTICATOR = Authenticator(
    "auth-username-form",
    title="Username",
    help="Your username first.",
    authenticate=_username_form.authenticate,
    action=_username_form.action,
)
