"""The pages of a logout."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response


def confirmation(call: Call, action: str, code: str) -> Response:
    """Asks whether the user wants to log out."""
    return pages.page(call, "logout_confirm", "login-logout-confirm", "Logging out", title="Logging out", action=action, code=code)


def logged_out(call: Call, application: str) -> Response:
    """Tells that the session has ended; ``application`` is where the client lives, empty for none."""
    link = (application, "« Back to Application") if application else None
    return pages.page(call, "info", "login-info", "You are logged out", text="You are logged out", link=link)


def front_channel(call: Call, applications: Sequence[tuple[str, str]], target: str) -> Response:
    """Frames that tell the applications (name, URL), then on to ``target``, empty for nowhere."""
    return pages.page(
        call, "frontchannel_logout", "login-frontchannel-logout", "Logging out", title="Logging out",
        applications=applications, target=target,
    )  # fmt: skip
