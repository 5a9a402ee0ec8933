"""Answers that the resources share, with the headers that Keycloak sends with each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from emulator.admin.access import AdminCall
from emulator.realm.refusal import broken
from emulator.web.response import JSON, Response, json_response, list_text

R = TypeVar("R")
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_IN_A_SEGMENT = "!$&'()*+,;=:@"
"""What may stand as it is in a segment of a path (RFC 3986 section 3.3)."""
_ESCAPED = re.compile(r"(%[0-9A-Fa-f]{2}|/)")


def _no_cache() -> list[tuple[str, str]]:
    return [("Cache-Control", "no-cache")]


def found(value: Any) -> Response:
    """What a GET request asked for."""
    return json_response(value, headers=_no_cache(), charset=True)


def listed(admin: AdminCall, rows: Sequence[R], show: Callable[[R], Any]) -> Response:
    """A list of what ``show`` makes of each row; of a long one a part at a time, between the requests of others."""
    return Response(200, f"{JSON};charset=UTF-8", list_text(admin.context.answers, rows, show), _no_cache())


def done(*, no_cache: bool = False) -> Response:
    """204 of a change; some of Keycloak's resources forbid caching even then."""
    return Response(204, headers=_no_cache() if no_cache else [])


def created(admin: AdminCall, *path: str, no_cache: bool = False) -> Response:
    """201 of a new object that is found at ``path`` below the realm; raises AdminError where Keycloak would see a template in it.

    As observed, what is below the path of the request is where the request came in, and all else where the server is.
    """
    if any(map(template_name, path)):
        raise broken(f"{'/'.join(path)} stands for another path")
    segments = "/".join(map(in_address, filter(None, path)))
    place = f"/admin/realms/{quote(admin.tables.realm.name, safe='')}/{segments}"
    base = admin.call.requested if place.startswith(f"{admin.call.path.rstrip('/')}/") else admin.call.base
    return Response(201, headers=[("Location", f"{base}{place}"), *(_no_cache() if no_cache else [])])


def in_address(name: str) -> str:
    """A name in the address of what bears it: as observed, its slashes and what looks like an escape stay."""
    parts = _ESCAPED.split(name)
    return "".join(part if _ESCAPED.fullmatch(part) else quote(part, safe=_IN_A_SEGMENT) for part in parts)


def segment(name: str) -> str:
    """A name as one segment of an address, whatever is in it."""
    return quote(name, safe=_IN_A_SEGMENT)


def template_name(segment: str) -> str:
    """What a name in braces would be in a template of a path, where Keycloak looks for it; empty for a name without braces."""
    braces = _IN_BRACES.search(segment)
    return braces[1] if braces is not None else ""


def page(admin: AdminCall, members: Sequence[Any], default: int | None = None) -> list[Any]:
    """The part of a list that ``first`` and ``max`` ask for; negative numbers do not count, ``default`` is the usual ``max``."""
    start, limit = bounds(admin, default)
    return list(members[start:] if limit is None else members[start : start + limit])


def strict_page(admin: AdminCall, members: Sequence[Any], default: int | None = None) -> list[Any]:
    """The same where Keycloak does not expect negative numbers; raises AdminError for them."""
    if any((admin.number(name) or 0) < 0 for name in ("first", "max")):
        raise broken("neither first nor max may be negative")
    return page(admin, members, default)


def bounds(admin: AdminCall, default: int | None = None) -> tuple[int, int | None]:
    """Where the page that is asked for begins, and how long it may be; None for as long as it is."""
    first, limit = admin.number("first"), admin.number("max")
    if limit is None:
        limit = default
    return max(first or 0, 0), None if limit is None or limit < 0 else limit
