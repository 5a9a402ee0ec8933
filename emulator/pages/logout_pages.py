"""The pages of a logout."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.pages import render as pages
from emulator.pages import words
from emulator.web.call import Call
from emulator.web.response import Response

_TITLE = "Logging out"
_DONE = "You are logged out"


def confirmation(call: Call, action: str, code: str, application: str = "") -> Response:
    """Asks whether the user wants to log out; ``application`` is where the client lives, empty for none."""
    return pages.page(
        call, "logout_confirm", "login-logout-confirm", _TITLE, title=_TITLE, page_url=action, action=action, code=code,
        application=application,
    )  # fmt: skip


def logged_out(call: Call, application: str) -> Response:
    """Tells that the session has ended; ``application`` is where the client lives, empty for none."""
    found = words.of(call)
    link = (application, found.msg("backToApplication")) if application else None
    return pages.page(call, "info", "login-info", _DONE, text=found.say(_DONE), link=link)


def front_channel(call: Call, applications: Sequence[tuple[str, str]], target: str) -> Response:
    """Frames that tell the applications (name, URL), then on to ``target``, empty for nowhere."""
    return pages.page(
        call, "frontchannel_logout", "login-frontchannel-logout", _TITLE, title=_TITLE, applications=applications, target=target
    )  # fmt: skip
