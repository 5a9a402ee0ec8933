"""The form that asks for the user name alone."""

from __future__ import annotations

from emulator.login.authenticators import Authenticator, _username_form

AUTHENTICATOR = Authenticator(
    "auth-username-form",
    title="Username",
    help="Start sign in by entering your username",
    authenticate=_username_form.authenticate,
    action=_username_form.action,
)
