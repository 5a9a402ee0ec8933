"""The pages of the account console."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from emulator.pages import console_index, languages
from emulator.pages import render as pages
from emulator.pages.login_pages import arranged
from emulator.realm import texts
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response

NAVIGATION = (
    ("profile", "", "Personal info"),
    ("security", "account-security/signing-in", "Signing in"),
    ("api_tokens", "account-security/api-tokens", "API tokens"),
    ("sessions", "account-security/device-activity", "Device activity"),
    ("linked", "account-security/linked-accounts", "Linked accounts"),
    ("applications", "applications", "Applications"),
    ("requests", "requests", "Sign-in requests"),
)
_TITLE = "Account Management"
_RARE = ("api_tokens", "linked", "requests")
_SAID = {
    "saved": Text("accountUpdatedMessage"),
    "removed": "The credential was removed.",
    "signed-out": "The sessions were ended.",
    "revoked": "The access was taken back.",
    "token-revoked": "The token was revoked.",
    "unlinked": "The link was removed.",
    "answered": "Your answer was passed on.",
    "success": "Done.",
    "cancelled": "Nothing was changed.",
    "error": "That was not possible.",
}


def render(call: Call, current: str, values: Mapping[str, Any], errors: Mapping[str, str], message: tuple[str, str] | None) -> Response:
    """The page ``current``, one of ``NAVIGATION``; ``values`` are those of all pages."""
    outcome = str(values.get("outcome") or "")
    if message is None and outcome in _SAID:
        message = ("warning" if outcome in ("cancelled", "error") else "success", _SAID[outcome])
    base = f"/{call.context.issuer.split('://', 1)[-1].partition('/')[2]}"
    shown: dict[str, Any] = {
        **values,
        "fields": arranged(call, values["fields"]),
        "base": f"{base}/account/",
        "logout": f"{base}/protocol/openid-connect/logout",
        "navigation": [entry for entry in NAVIGATION if entry[0] == current or entry[0] not in _RARE or values[entry[0]]],
        "wide": True,
        "moment": _moment,
    }
    heading = next(label for name, _, label in NAVIGATION if name == current)
    response = pages.page(
        call,
        "account",
        f"account-{current}",
        heading,
        400 if errors else 200,
        title=_TITLE,
        errors=errors,
        message=message,
        **shown,
    )
    response.media_type = console_index.MEDIA_TYPE
    # What answers a form may show a token, this once.
    response.headers.append(pages.NO_STORE if call.method == "POST" else console_index.NO_CACHE)
    return response


def entrance(call: Call, url: str, environment: Mapping[str, Any]) -> Response:
    """The page for whom nobody has logged in: it leads to the login at ``url``.

    ``environment`` is what Keycloak's own page tells its script.
    """
    language = languages.of(call)
    shown = {
        "title": _TITLE, "language": language, "direction": texts.direction(language), "url": url, "environment": environment,
    }  # fmt: skip
    headers = [console_index.NO_CACHE, ("Content-Language", texts.ENGLISH)]
    return Response(200, console_index.MEDIA_TYPE, pages.rendered("account_entrance", shown), headers)


def _moment(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
