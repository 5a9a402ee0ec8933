"""Texts of the realm by language, which pages and mail show in place of the theme's."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.realm.gates.protocol_mapper import text
from emulator.state.management import RANKS
from emulator.web.response import JSON, TEXT, Response, json_response

_SEE, _MANAGE = tuple(RANKS), "manage-realm"
_PLAIN = "text/plain"
Texts = dict[str, dict[str, str]]


def _all(admin: AdminCall) -> Texts:
    return {language: dict(found) for language, found in (admin.tables.document.get("localizationTexts") or {}).items()}


def _put(admin: AdminCall, found: Texts) -> Response:
    admin.tables.document = {**admin.tables.document, "localizationTexts": found}
    return Response(204)


def languages(admin: AdminCall) -> Response:
    """Languages that the realm has texts in."""
    return json_response(sorted(_all(admin)), charset=True)


def read(admin: AdminCall) -> Response:
    """The texts in one language; those in the realm's default language too where the query asks for them, and these have none."""
    texts = _all(admin)
    shown = texts.get(admin.call.parameters["locale"], {})
    if admin.flag("useRealmDefaultLocaleFallback"):
        shown = {**texts.get(admin.tables.document.get("defaultLocale") or "", {}), **shown}
    return json_response(shown, charset=True)


def add(admin: AdminCall) -> Response:
    """Adds texts to those of a language."""
    is_nothing = admin.call.content_type == JSON and admin.call.body.strip() in (b"", b"null")
    body = {} if is_nothing else admin.texts()
    found = _all(admin)
    known = {**found.get(admin.call.parameters["locale"], {}), **{name: text(value) for name, value in body.items() if value is not None}}
    found[admin.call.parameters["locale"]] = {name: value for name, value in known.items() if body.get(name, "") is not None}
    return _put(admin, found)


def remove(admin: AdminCall) -> Response:
    """Forgets the texts in one language."""
    found, locale = _all(admin), admin.call.parameters["locale"]
    if locale not in found:
        raise AdminError(404, {"error": f"No localization texts for locale {locale} found."})
    return _put(admin, {language: texts for language, texts in found.items() if language != locale})


def read_one(admin: AdminCall) -> Response:
    """One text."""
    return Response(200, TEXT, _one(admin).encode())


def _one(admin: AdminCall) -> str:
    text = _all(admin).get(admin.call.parameters["locale"], {}).get(admin.call.parameters["key"])
    if text is None:
        raise AdminError(404, {"error": "Localization text not found"})
    return text


def write_one(admin: AdminCall) -> Response:
    """Sets one text."""
    found, locale = _all(admin), admin.call.parameters["locale"]
    text = admin.call.body.decode("utf-8", "replace")
    found[locale] = {**found.get(locale, {}), admin.call.parameters["key"]: text}
    return _put(admin, found)


def remove_one(admin: AdminCall) -> Response:
    """Forgets one text."""
    _one(admin)
    found, locale = _all(admin), admin.call.parameters["locale"]
    found[locale] = {key: text for key, text in found[locale].items() if key != admin.call.parameters["key"]}
    return _put(admin, found)


_LOCALE, _ONE = "/localization/{locale}", "/localization/{locale}/{key}"
ROUTES = [
    route("GET", "/localization", languages, *_SEE, reads="{}"),
    route("GET", _LOCALE, read, *_SEE),
    route("POST", _LOCALE, add, _MANAGE, event="REALM", reads="{string}"),
    route("DELETE", _LOCALE, remove, _MANAGE, event="REALM"),
    route("GET", _ONE, read_one, *_SEE),
    route("PUT", _ONE, write_one, _MANAGE, media=_PLAIN, event="REALM"),
    route("DELETE", _ONE, remove_one, _MANAGE, event="REALM"),
]
