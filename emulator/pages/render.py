"""Templates to answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.web.call import Call
from emulator.web.response import HTML, Response

if TYPE_CHECKING:
    from jinja2 import Environment

NO_STORE = ("Cache-Control", "no-store, must-revalidate, max-age=0")
LANGUAGE = ("Content-Language", "en")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)


def page(call: Call, name: str, page_id: str, heading: str, status: int = 200, **values: Any) -> Response:
    """The template ``name`` with the realm's name, a heading and ``values``; every value is escaped."""
    realm = call.tables.realm if call.tables is not None else None
    title = (realm.display_name or realm.name) if realm is not None else "Keycloak"
    text = (
        _environment()
        .get_template(f"{name}.html")
        .render(realm_name=title, page_id=page_id, heading=heading, **{"message": None, "errors": {}, "attempted_username": "", **values})
    )
    return Response(status, HTML, text.encode(), [LANGUAGE])
