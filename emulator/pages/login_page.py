"""The login page."""

from __future__ import annotations

from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, action: str, username: str = "", error: str = "") -> Response:
    """The form, which posts to ``action``; ``error`` is shown at the user name."""
    label = "Username or email" if call.realm.realm.login_with_email else "Username"
    response = pages.page(
        call, "login", "login-login", "Sign in to your account",
        action=action, username=username, error=error, username_label=label,
    )  # fmt: skip
    response.headers.append(pages.NO_STORE)
    return response
