"""The form that asks for the user name alone."""

from __future__ import annotations

from emulator.login.authenticators import Authenticator, _username_form
from emulator.realm.texts import Text

AUTHENTICATOR = Authenticator(
    "auth-username-form",
    title=Text("auth-username-form-display-name"),
    help=Text("auth-username-form-help-text"),
    authenticate=_username_form.authenticate,
    action=_username_form.action,
)
