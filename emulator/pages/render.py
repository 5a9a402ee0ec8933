"""Templates to answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from emulator.core.sanitized import sanitized
from emulator.pages import languages, themes, words
from emulator.realm import texts
from emulator.web.call import Call
from emulator.web.response import HTML, Response

NO_STORE = ("Cache-Control", "no-store, must-revalidate, max-age=0")
_NOWHERE = '<div class="kc-logo-text"><span>Keycloak</span></div>'
_DEFAULTS: dict[str, Any] = {"message": None, "errors": {}, "attempted_username": "", "urls": {}, "initiated": False, "history_url": ""}


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)


def page(
    call: Call,
    name: str,
    page_id: str,
    heading: str,
    status: int = 200,
    *,
    title: str = "",
    page_url: str = "",
    again: str | None = None,
    client_id: str | None = None,
    bare: bool = False,
    **values: Any,
) -> Response:
    """The template ``name`` with the realm's name, a heading and ``values``; every value is escaped.

    Heading, title, the global message and the messages at fields are Keycloak's English, or texts of the realm, and are shown in the
    language of the page. ``page_url`` is where the page of a login is found again; it makes the choice of a language,
    unless ``again`` is another URL for that. ``client_id`` names the client whose theme it is in, as ``themes.of`` takes it.

    A ``bare`` page has no name of the realm but the one that is marked up, and the whole URL in the choice of a language, as observed.
    """
    theme = themes.of(call, page_url, client_id)
    wording = words.of(call, page_url)
    realm = call.tables.realm if call.in_realm else None
    realm_name = (realm.display_name or realm.name) if realm is not None else "Keycloak"
    marked_up = realm.display_name_html if realm is not None else _NOWHERE
    header = _markup(marked_up or ("" if bare else wording.msg("loginTitleHtml", realm_name)))
    message = values.get("message")
    shown = {
        **_DEFAULTS,
        **values,
        "realm_name": realm_name,
        "header": header,
        "title": wording.say(title) or wording.msg("loginTitle", realm_name),
        "page_id": page_id,
        "heading": wording.say(heading),
        "message": (message[0], wording.say(message[1])) if message else None,
        "errors": {field: wording.say(text) for field, text in (values.get("errors") or {}).items()},
        "language": wording.language,
        "direction": texts.direction(wording.language) if languages.is_international(call) else "",
        "languages": languages.choices(call, wording.language, page_url if again is None else again, absolute=bare),
        "layout": f"{theme.folder}layout.html",
        "css": theme.classes,
        "msg": wording.msg,
        "say": wording.say,
        "advanced": wording.advanced,
        "safe": _markup,
        "markup": lambda key: _markup(wording.msg(key)),
    }
    text = rendered(name, shown, theme.folder)
    languages.remember(call, page_url)
    return Response(status, HTML, text, [("Content-Language", wording.language)])


def rendered(name: str, values: Mapping[str, Any], folder: str = "") -> bytes:
    """The template ``name``, that of ``folder`` where it has one, with these values alone, each of which is escaped."""
    return _environment().select_template([f"{folder}{name}.html", f"{name}.html"]).render(values).encode()


def _markup(text: str) -> Markup:
    return Markup(sanitized(text))  # noqa: S704 - formatting tags and escaped text alone
