"""The pages of a logout."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.core import web_address
from emulator.pages import detached
from emulator.pages import render as pages
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response

_TITLE = Text("frontchannel-logout.title")
DONE = Text("successLogout")


def confirmation(call: Call, action: str, code: str, application: str) -> Response:
    """Asks whether the user wants to log out; ``application`` is where the client lives, empty for none."""
    return pages.page(
        call, "logout_confirm", "login-logout-confirm", _TITLE, title=_TITLE, page_url=action, action=action, code=code,
        application=application,
    )  # fmt: skip


def logged_out(call: Call, application: str, page_url: str = "", status: int = 200) -> Response:
    """Tells that the session has ended; ``application`` is where to go on, empty for nowhere."""
    return detached.show(call, detached.Notice(DONE, status=status, link=application), page_url)


def front_channel(call: Call, applications: Sequence[tuple[str, str]], target: str, page_url: str, again: str) -> Response:
    """Frames that tell the applications (name, URL), then on to ``target``, empty for nowhere; ``again`` is asked for other languages."""
    response = pages.page(
        call, "frontchannel_logout", "login-frontchannel-logout", _TITLE, title=_TITLE, page_url=page_url, again=again,
        applications=applications, target=target,
    )  # fmt: skip
    response.frames = tuple(host for _, url in applications if (host := _host(url)))
    return response


def _host(url: str) -> str:
    return web_address.split(url).netloc
