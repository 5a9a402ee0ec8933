"""Messages outside of a login: an error, or something that the user should know.

In an international realm the page can be shown again in another language. No login remembers the message, so a signed cookie does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlencode

from emulator.core import web_address
from emulator.core.dataclass import dataclass
from emulator.keys import jws
from emulator.pages import languages, words
from emulator.pages import render as pages
from emulator.realm import texts
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.tokens import verify
from emulator.web import accept, cookies
from emulator.web.call import Call
from emulator.web.response import Response, json_response

COOKIE = "KC_STATE_CHECKER"
CHECKER = "kc_state_checker"
_TYPE = "detached"
_LIFESPAN = 300
_MESSAGES = ("text", "heading", "label")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says; ``link`` leads to an application, or on where ``label`` says so.

    ``emphasis`` ends the text; ``bare`` leaves out the realm's name, and is found again where it was asked for;
    ``elsewhere`` is where an error that ends no login posts to who wants to try another way.
    """

    text: str
    heading: str = ""
    status: int = 200
    link: str = ""
    label: str = Text("backToApplication")
    emphasis: tuple[str, ...] = ()
    error: bool = False
    bare: bool = False
    elsewhere: str = ""


def show(call: Call, notice: Notice, page_url: str = "", former: str = "", client_id: str | None = None) -> Response:
    """The page, of an error only its text as JSON for programs that name it.

    ``page_url`` is that of the login which has just ended, of an error that of the login which may go on. ``former`` is the checker that
    the page was asked for with, ``client_id`` names the client whose theme it is in (see ``themes.of``).
    """
    wording = words.of(call, page_url)
    if notice.error and not notice.bare and accept.asks_for_json(call.headers.get("accept", "")):
        return json_response({"error": wording.say(notice.text)}, notice.status)
    shown: dict[str, Any] = {"text": wording.say(notice.text)}
    if notice.error:
        shown["application"] = notice.link
        shown |= {"try_another_way": bool(notice.elsewhere), "urls": {"action": notice.elsewhere}}
    else:
        shown["link"] = (notice.link, wording.say(notice.label)) if notice.link else None
        shown["actions"] = [wording.say(action) for action in notice.emphasis]
    name, page_id = ("error", "login-error") if notice.error else ("info", "login-info")
    heading = Text("errorTitle") if notice.error else notice.heading or notice.text
    title = "" if call.in_realm and not notice.bare else " "
    again = f"{call.base}{call.path}" if notice.bare else ""
    if notice.error and page_url:
        again = page_url
    elif languages.is_international(call) and not notice.bare:
        again = remember(call, notice, page_url, former, client_id)
    shown |= {"again": again, "client_id": client_id, "bare": notice.bare}
    return pages.page(call, name, page_id, heading, notice.status, title=title, page_url=page_url, **shown)


def remembered(call: Call) -> tuple[Notice, str] | None:
    """The message of the cookie and the checker in the URL, when they belong together."""
    checker = call.query.get(CHECKER)
    try:
        claims = verify.signed(call.context, call.cookies.get(COOKIE, "")).claims
    except verify.NotValid:
        return None
    if claims.get("typ") != _TYPE or not checker or checker not in (claims.get("st1"), claims.get("st2")):
        return None
    return _restored(claims["notice"]), checker


def home(call: Call, client: Client | None, *, though_disabled: bool = False) -> str:
    """Where a client lives, as an absolute URL; empty for none, and for one that is not enabled unless that does not matter."""
    if client is None or not (client.enabled or though_disabled) or not client.base_url:
        return ""
    return call.context.absolute(client, client.base_url)


def _stored(notice: Notice) -> dict[str, Any]:
    """The notice as members of a token, whose messages are still messages when it is read again."""
    kept = {name: texts.stored(getattr(notice, name)) for name in _MESSAGES}
    return {**asdict(notice), **kept, "emphasis": [texts.stored(word) for word in notice.emphasis]}


def _restored(members: Mapping[str, Any]) -> Notice:
    messages = {name: texts.restored(members[name]) for name in _MESSAGES}
    return Notice(**{**members, **messages, "emphasis": tuple(texts.restored(word) for word in members["emphasis"])})


def remember(call: Call, notice: Notice, page_url: str = "", former: str = "", client_id: str | None = None) -> str:
    """Sets the cookie; the URL that the page is found again at, which as observed names the tab of a login that has just ended.

    ``client_id`` is the client that it names, empty for none; None stands for the one that the request names.
    """
    context = call.context
    checker = context.ids.uuid()
    claims = {"typ": _TYPE, "notice": _stored(notice), "st1": former, "st2": checker}
    cookies.add(call, COOKIE, jws.sign(context.keys.active("HS512"), claims), max_age=_LIFESPAN, strict=True)
    tab = dict(parse_qsl(web_address.split(page_url).query))
    query = {name: value for name in ("client_id", "tab_id")[: 2 if page_url else 1] if (value := call.query.get(name) or tab.get(name))}
    if client_id is not None:
        query["client_id"] = client_id
    if call.tables.client(query.get("client_id", "")) is None:
        query = {}
    path = "/" + context.issuer.split("://", 1)[-1].partition("/")[2]
    return f"{path}/login-actions/detached-info?{urlencode({**query, CHECKER: checker})}"
