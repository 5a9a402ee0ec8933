"""The login page: user name and password, or only the password of a user who is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: see ``login.authenticators._person.login_page``; ``providers`` with alias, name and url.

    ``users`` with username, name and url are those whom a developer may log in as with one click.
    """
    return show(call, "login", "login-login", "loginAccountTitle", urls, values, errors, message, status)
