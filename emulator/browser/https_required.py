"""Pages of a browser that comes by plain http where the realm refuses that (``sslRequired``): doors and events as observed."""

from __future__ import annotations

from emulator.context import events
from emulator.core.errors import PageError
from emulator.protocol import endpoint
from emulator.realm.texts import Text
from emulator.web.call import Call

_EVENTS = {
    "registration": "REGISTER",
    "reset-credentials": "RESET_PASSWORD",
    "required-action": "CUSTOM_REQUIRED_ACTION",
    "restart": "RESTART_AUTHENTICATION",
    "first-broker-login": "IDENTITY_PROVIDER_FIRST_LOGIN",
    "post-broker-login": "IDENTITY_PROVIDER_POST_LOGIN",
}
"""By the path of a login: the event of a request; of all others it is LOGIN."""


def check(call: Call, kind: str, **details: str) -> None:
    """Raises PageError for plain http that the realm refuses, and leaves an event of this kind."""
    if endpoint.https_required(call):
        events.begin(call.context, kind, **details)
        raise PageError(Text("httpsRequiredMessage"), reason="the realm's sslRequired refuses http", event="ssl_required")


def kind_of_event(path: str) -> str:
    """The kind of event of a request to a login with this path below ``login-actions``."""
    return _EVENTS.get(path, "LOGIN")


def check_login(call: Call, path: str) -> None:
    """As ``check``, for a URL of a login with this path below ``login-actions``."""
    check(call, kind_of_event(path))
