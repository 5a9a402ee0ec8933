"""Texts of the themes as applications in the browser fetch them: the realm's own before those that are here, in a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from emulator.consoles.consoles import THEMES
from emulator.mail import messages as mail
from emulator.pages import languages
from emulator.realm import texts
from emulator.web import cors
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_METHODS = "GET, HEAD, OPTIONS"
_FOLDERS = {"login": texts.PAGES, "email": mail.FOLDER}
"""Where the texts of the emulator's own themes are."""
_REALM, _THEME = "REALM", "THEME"
Bundle = tuple[str, Mapping[str, str]]


def _chain(realm: Mapping[str, object], tag: str) -> list[str]:
    """The languages in which a text is looked for: the wanted one, more general ones, the realm's usual one, English."""
    parts = tag.split("-")
    general = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return list(dict.fromkeys([*general, str(realm.get("defaultLocale") or texts.ENGLISH), texts.ENGLISH]))


def _of_theme(call: Call, kind: str, language: str) -> Mapping[str, str]:
    """The texts of a theme in a language; of consoles the emulator has none: they bring their own."""
    if kind in _FOLDERS:
        return texts.bundle(_FOLDERS[kind], language)
    consoles = call.emulator.consoles
    if consoles is None:
        return {}
    return call.answers.ask(("console texts", kind, language), partial(consoles.messages, kind, language))


def _labels(call: Call, kind: str, language: str) -> dict[str, str]:
    """The names of the languages that a theme offers."""
    consoles = call.emulator.consoles
    offered = consoles.languages(kind) if consoles is not None and kind in THEMES else languages.known()
    return {f"locale_{name}": languages.label(name, language) for name in offered}


def _bundles(call: Call, kind: str, tag: str) -> Iterator[Bundle]:
    """Texts from the nearest to the farthest, with where they come from."""
    realm = call.tables.document
    for language in _chain(realm, tag):
        yield _REALM, texts.own_texts(realm, language)
        yield _THEME, _of_theme(call, kind, language)
        if language in texts.WRITTEN:
            yield _THEME, _labels(call, kind, language)


def read(call: Call) -> Response:
    """Texts as a list of ``key`` and ``value``; with ``source=true`` also those that another one hides, and where each comes from."""
    tables = call.emulator.store.realm(call.parameters["name"])
    kind = call.parameters["kind"]
    if tables is None or kind not in (*_FOLDERS, *THEMES):
        return Response(404, framed=False)
    call.tables = tables
    call.cors.allow_all()
    shown = _sourced if (call.query.get("source") or "").lower() == "true" else _merged
    return json_response(shown(_bundles(call, kind, call.parameters["locale"])), charset=True)


def _merged(bundles: Iterator[Bundle]) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for _, bundle in bundles:
        found = {**bundle, **found}
    return [{"key": key, "value": value} for key, value in found.items()]


def _sourced(bundles: Iterator[Bundle]) -> list[dict[str, str]]:
    rows: dict[tuple[str, str, str], None] = {}
    of_theme: set[str] = set()
    for source, bundle in bundles:
        for key, value in bundle.items():
            if source == _REALM or key not in of_theme:
                rows[key, value, source] = None
        of_theme |= bundle.keys() if source == _THEME else set()
    return [{"key": key, "value": value, "source": source} for key, value, source in rows]


def preflight(call: Call) -> Response:
    """Any origin may read them."""
    return Response(200, headers=cors.preflight(call.cors.origin, _METHODS), framed=False)


ROUTES = [
    Route("GET", "/resources/{name}/{kind}/{locale}", read),
    Route("OPTIONS", "/resources/{name}/{kind}/{locale}", preflight),
]
