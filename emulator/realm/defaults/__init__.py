"""The realms that Keycloak makes, as templates: ids are ``<id-N>``, the realm's name is ``{realm}``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from emulator.core.ids import Ids

_FOLDER = Path(__file__).parent
_ID = re.compile(r"<id-(\d+)>")


def client_scopes() -> dict[str, Any]:
    """``clientScopes`` of a fresh realm, without ids, and which of them are default and optional."""
    document = instantiate("realm", "realm", Ids())
    for scope in document["clientScopes"]:
        del scope["id"]
        for mapper in scope.get("protocolMappers", ()):
            del mapper["id"]
    names = ("clientScopes", "defaultDefaultClientScopes", "defaultOptionalClientScopes")
    return {name: document[name] for name in names}


@cache
def new_realm() -> Mapping[str, Any]:
    """A new realm, to be read for what is usual: its name and ids are nobody's."""
    return MappingProxyType(instantiate("realm", "realm", Ids()))


@cache
def _parts(template: str) -> tuple[list[str], list[int], int]:
    """A template's text around its ids, which id follows each part but the last, by order of appearance, and how many there are."""
    pieces = _ID.split((_FOLDER / f"{template}.json").read_text(encoding="utf-8"))
    order = {number: place for place, number in enumerate(dict.fromkeys(pieces[1::2]))}
    return pieces[::2], [order[number] for number in pieces[1::2]], len(order)


def instantiate(template: str, name: str, ids: Ids) -> dict[str, Any]:
    """The template with fresh ids, for a realm called ``name``."""
    parts, places, count = _parts(template)
    drawn = [ids.uuid() for _ in range(count)]
    text = "".join([piece for part, place in zip(parts, places, strict=False) for piece in (part, drawn[place])]) + parts[-1]
    quoted = json.dumps(name, ensure_ascii=False)[1:-1]
    for start in ("/realms/", "/admin/"):
        text = text.replace(f"{start}{{realm}}/", f"{start}{quote(name, safe='')}/")
    text = text.replace("default-roles-{realm}", f"default-roles-{quoted.lower()}").replace("{realm}", quoted)
    document: dict[str, Any] = json.loads(text)
    return document
