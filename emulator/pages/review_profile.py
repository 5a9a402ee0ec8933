"""The form of the user profile with what an identity provider says, before the first login by it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._profile import arranged
from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``fields`` (see ``login.profile_form.fields``)."""
    more = {**values, "fields": arranged(call, values["fields"]), "form_id": "kc-idp-review-profile-form", "required_fields": True}
    return show(call, "update_profile", "login-idp-review-user-profile", "loginIdpReviewProfileTitle", urls, more, errors, message, status)
