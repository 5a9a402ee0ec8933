"""The pages that Keycloak's consoles begin with, and the one that says how to get the admin console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.consoles.consoles import ACCOUNT, ADMIN, THEMES, Entry
from emulator.core import web_address
from emulator.pages import languages
from emulator.pages import render as pages
from emulator.realm import texts
from emulator.version import KEYCLOAK_VERSION
from emulator.web import cookies
from emulator.web.call import Call
from emulator.web.issuer import CONTROLS
from emulator.web.response import Response

MEDIA_TYPE = "text/html; charset=utf-8"
NO_CACHE = ("Cache-Control", "no-cache")
_TITLES = {ADMIN: "Keycloak Administration Console", ACCOUNT: "Account Management"}
_MODULES = {
    "react": "react/react.production.min.js",
    "react/jsx-runtime": "react/react-jsx-runtime.production.min.js",
    "react-dom": "react-dom/react-dom.production.min.js",
}


def serves(call: Call, kind: str) -> bool:
    """Whether a console was given to the server."""
    return _entry(call, kind) is not None


def version(call: Call) -> str:
    """The version in the URLs of the consoles' files; empty without consoles."""
    consoles = call.emulator.consoles
    return consoles.version if consoles is not None else ""


def render(call: Call, kind: str, environment: Mapping[str, Any]) -> Response:
    """The page that loads a console, for which ``environment`` says where and who it is. Raises LookupError where it is not there."""
    entry = _entry(call, kind)
    if entry is None:
        raise LookupError(f"there is no {kind} console")
    common = _resources(call, "common", "keycloak")
    language = languages.of(call)
    shown = {
        "kind": kind,
        "title": _TITLES[kind],
        "language": language if kind == ACCOUNT else texts.ENGLISH,
        "direction": texts.direction(language) if kind == ACCOUNT else "",
        "resources": _resources(call, kind, THEMES[kind]),
        "common": common,
        "import_map": {"imports": {module: f"{common}/vendor/{path}" for module, path in _MODULES.items()}},
        "secure": cookies.is_secure(call),
        "entry": entry,
        "environment": _environment(call, kind, environment),
    }
    headers = [NO_CACHE, ("Content-Language", texts.ENGLISH)]
    return Response(200, MEDIA_TYPE, pages.rendered("console", shown), headers)


def missing(call: Call, kind: str, environment: Mapping[str, Any]) -> Response:
    """How to get a console, with what its page would be told of the server."""
    link = f"{CONTROLS}/" if call.emulator.settings.controls == "on" else ""
    response = pages.page(
        call, "no_console", kind, "Keycloak's admin console", title=_TITLES[kind], keycloak=KEYCLOAK_VERSION, link=link, wide=True,
        environment=_environment(call, kind, environment),
    )  # fmt: skip
    response.media_type = MEDIA_TYPE
    response.headers.append(NO_CACHE)
    return response


def path_of(base: str) -> str:
    """The path that a URL has below its host, without the slash at its end."""
    return web_address.split(base).path


def _entry(call: Call, kind: str) -> Entry | None:
    consoles = call.emulator.consoles
    return consoles.entry(kind) if consoles is not None else None


def _environment(call: Call, kind: str, environment: Mapping[str, Any]) -> dict[str, Any]:
    return {**environment, "resourceUrl": _resources(call, kind, THEMES[kind]), "logo": "", "logoUrl": "", "darkMode": True}


def _resources(call: Call, kind: str, theme: str) -> str:
    return f"{path_of(call.base)}/resources/{version(call)}/{kind}/{theme}"
