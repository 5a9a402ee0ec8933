"""Registration: the fields of the user profile, and a password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._profile import arranged
from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``fields`` (see ``login.profile_form.fields``), ``password_required``, ``terms_required``."""
    as_username = call.realm.realm.registration_email_as_username
    fields = arranged(call, values["fields"])
    more = {**values, "fields": fields, "required_fields": True, "email_as_username": as_username}
    return show(call, "register", "login-register", "registerTitle", urls, more, errors, message, status)
