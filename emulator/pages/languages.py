"""Which language a page is in, chosen in the order of Keycloak's locale selector, and the links to the others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from emulator.core import web_address
from emulator.realm import texts
from emulator.realm.views import User
from emulator.state.browser import AuthenticationSession
from emulator.web import cookies
from emulator.web.call import Call

COOKIE = "KEYCLOAK_LOCALE"
PARAMETER = "kc_locale"
_NONE = "und"
"""The tag of no language (RFC 5646): what a realm has whose usual one is empty."""
_ACTION = "update_user_locale"


class Language(NamedTuple):
    """A language that a page may be shown in: its tag, its name, and the URL of the page in it."""

    tag: str
    label: str
    url: str


def of(call: Call, page_url: str = "") -> str:
    """The tag of the language: chosen by the user, the user's own, asked for by the client, of the cookie, of the browser, the realm's.

    English for a realm that is not international. ``page_url`` is where the page of a login is found again.
    """
    if not is_international(call):
        return texts.ENGLISH
    known = _supported(call)
    session = _session(call, page_url)
    user = call.tables.user(session.user_id) if session is not None and session.user_id else None
    wanted = [
        _chosen(call, session),
        *(user.attributes.get("locale") or () if user is not None else ()),
        *(session.parameters.get("ui_locales", "").split() if session is not None else ()),
        call.cookies.get(COOKIE, ""),
        *accepted(call.headers.get("accept-language", "")),
    ]
    usual = call.tables.document.get("defaultLocale")
    return next((match for tag in wanted if tag and (match := texts.match(tag, known))), texts.ENGLISH if usual is None else usual or _NONE)


def is_international(call: Call) -> bool:
    """Whether the call's realm has pages in languages."""
    return call.in_realm and texts.international(call.tables.document)


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language`` header, the preferred ones first (RFC 9110 section 12.5.4)."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, rest = part.partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag.strip() and weight > 0:
            weighted.append((weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda entry: -entry[0])]


def follow(call: Call, user: User) -> None:
    """Sets the cookie to the language that is the user's own, or deletes it, where the realm minds its users' languages."""
    own = user.attributes.get("locale")
    if not own and COOKIE not in call.cookies:
        return
    if not any(action.get("alias") == _ACTION and action.get("enabled") for action in call.tables.realm.required_actions):
        return
    if own:
        cookies.add(call, COOKIE, own[0])
    else:
        cookies.clear(call, COOKIE)


def remember(call: Call, page_url: str = "") -> None:
    """Sets the cookie, to what the user has chosen or has as an attribute, whether the realm supports that or not."""
    session = _session(call, page_url) if is_international(call) else None
    if session is None:
        return
    user = call.tables.user(session.user_id) if session.user_id else None
    own = user.attributes.get("locale") if user is not None else None
    chosen = _chosen(call, session) or (own[0] if own else None)
    if chosen is not None:
        cookies.add(call, COOKIE, chosen)


def choices(call: Call, current: str, page_url: str, *, absolute: bool = False) -> list[Language]:
    """The languages to choose from, by name; none where there is nothing to choose, or no page of a login to come back to.

    Their URLs are paths, unless they are to be ``absolute``.
    """
    known = _supported(call)
    if len(known) < 2 or not page_url:
        return []
    parts = web_address.split(page_url)
    query = dict(parse_qsl(parts.query))
    page = page_url.partition("?")[0] if absolute else parts.path
    languages = [Language(tag, label(tag, current), f"{page}?{urlencode({**query, PARAMETER: tag})}") for tag in known]
    return sorted(languages, key=lambda language: language.label)


def label(tag: str, current: str) -> str:
    """A language's name in the current language, or in English where that has no names, and its own name."""
    names = _names().get(tag)
    if names is None:
        return tag
    name = names.get(current)
    return f"{name or names['en']} ({names['own']})" if name != names["own"] else name


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads((Path(__file__).parent / "languages.json").read_text("utf-8"))
    return found


def known() -> Sequence[str]:
    """Tags of the languages that have a name here."""
    return tuple(_names())


def _session(call: Call, page_url: str) -> AuthenticationSession | None:
    """The login of the page's tab, where there is one."""
    tab = dict(parse_qsl(web_address.split(page_url).query)).get("tab_id") or call.query.get("tab_id")
    return call.tables.authentication_sessions.get(tab) if tab else None


def _chosen(call: Call, session: AuthenticationSession | None) -> str:
    """What the URL asks for; as observed it counts in a login that there is, and where a message is shown again."""
    is_counted = session is not None or (call.path.endswith("/detached-info") and bool(call.query.get("kc_state_checker")))
    is_at_home = "/login-actions/" in call.path or call.path.endswith("/logout-confirm")
    return (call.query.get(PARAMETER) or "") if is_counted and is_at_home else ""


def _supported(call: Call) -> Sequence[str]:
    return texts.supported(call.tables.document) if call.in_realm else ()
