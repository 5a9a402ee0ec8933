"""The form of the user profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._profile import arranged
from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``fields`` (see ``login.profile_form.fields``), ``initiated``."""
    more = {**values, "fields": arranged(call, values["fields"]), "required_fields": True}
    return show(call, "update_profile", "login-login-update-profile", "loginProfileTitle", urls, more, errors, message, status)
