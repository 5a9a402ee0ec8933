"""What the pages of a login share: attempted user name, global message, errors at fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response

Urls = Mapping[str, str]
Message = tuple[str, str] | None


def show(
    call: Call,
    template: str,
    page_id: str,
    heading: str,
    urls: Urls,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    message: Message,
    status: int,
) -> Response:
    """The page of a template with everything that a login may show; answers are not to be cached."""
    label = username_label(call)
    response = pages.page(
        call, template, page_id, heading, status, urls=urls, errors=errors, message=message, **{"username_label": label, **values}
    )  # fmt: skip
    response.headers.append(pages.NO_STORE)
    return response


def username_label(call: Call) -> str:
    """What the field of the user name is called, by what the realm logs in with."""
    realm = call.realm.realm
    if not realm.login_with_email:
        return "Username"
    return "Email" if realm.registration_email_as_username else "Username or email"
