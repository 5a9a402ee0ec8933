"""What the pages of a login share: attempted user name, global message, errors at fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import render as pages
from emulator.pages import words
from emulator.web.call import Call
from emulator.web.response import Response

Urls = Mapping[str, str]
Message = tuple[str, str] | None


def show(
    call: Call,
    template: str,
    page_id: str,
    heading: str | tuple[str, ...],
    urls: Urls,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    message: Message,
    status: int,
) -> Response:
    """The page of a template with everything that a login may show; answers are not to be cached.

    ``heading`` is the key of a message, with its arguments in a tuple. ``urls`` has what the page links to: ``action`` of the form,
    ``current`` where the page is found again, ``login``, ``registration``, ``reset``, ``restart`` and ``consent``. ``values`` of every
    page may have ``attempted_username``, ``initiated`` (the application asked for the action) and ``try_another_way``. A page that answers
    a form takes the place of its URL in the browser's history, so that going back, or loading it again, sends nothing twice.
    """
    page_url = urls.get("current", "")
    found = words.of(call, page_url)
    key, *arguments = (heading,) if isinstance(heading, str) else heading
    shown = {"username_label": found.msg(username_key(call)), **values, "urls": urls, "errors": errors, "message": message}
    shown["history_url"] = page_url if call.method == "POST" else ""
    response = pages.page(call, template, page_id, found.msg(key, *arguments), status, page_url=page_url, **shown)
    response.headers.append(pages.NO_STORE)
    return response


def username_key(call: Call) -> str:
    """The message that names the field of the user name, by what the realm logs in with."""
    realm = call.realm.realm
    if not realm.login_with_email:
        return "username"
    return "email" if realm.registration_email_as_username else "usernameOrEmail"
