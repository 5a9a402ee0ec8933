"""What a request is content with (``Accept``), as Keycloak reads it."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.web.response import JSON

_JSON_TOO = frozenset({"*/*", "application/*", JSON})
_PAGES = frozenset({"text/html", "text/*"})


def takes_json(header: str) -> bool:
    """Whether JSON will do; anything does where nothing is said."""
    named = _ranges(header)
    return not named or bool(named & _JSON_TOO)


def takes(header: str, *kinds: str) -> bool:
    """Whether one of the media types will do; anything does where nothing is said."""
    named = _ranges(header)
    return not named or bool(named & {"*/*", *kinds, *(f"{kind.partition('/')[0]}/*" for kind in kinds)})


def check(header: str, *kinds: str) -> None:
    """Raises AdminError where none of the media types of a resource will do, which Keycloak tells before the resource is entered."""
    if not takes(header, *kinds):
        raise AdminError(406, {"error": "The accept header value did not match the value in @Produces"}, late=True)


def asks_for_pages(header: str) -> bool:
    """Whether HTML is named among what will do."""
    return bool(_ranges(header) & _PAGES)


def asks_for_json(header: str) -> bool:
    """Whether JSON is named among what will do, by itself or with its kind; how much it is preferred does not count."""
    return bool(_ranges(header) & (_JSON_TOO - {"*/*"}))


def prefers_json(header: str) -> bool:
    """Whether JSON is at least as good as HTML: by weight, then by how closely it is named; anything does where nothing is said."""
    weighted = [(_weight(part), part.split(";")[0].strip().lower()) for part in header.split(",") if part.strip()]
    if not weighted:
        return True
    json, html = (_best(weighted, names) for names in ((JSON, "application/*", "*/*"), ("text/html", "text/*", "*/*")))
    return json is not None and (html is None or json >= html)


def named(header: str) -> set[str]:
    """What a header names as it is written there: what has a weight or a charset is another name."""
    return {part.strip().lower() for part in header.split(",")} - {""}


def _best(weighted: list[tuple[float, str]], names: tuple[str, ...]) -> tuple[float, int] | None:
    """The weight of the closest name, and how close it is."""
    named = [(names.index(name), weight) for weight, name in weighted if name in names]
    if not named:
        return None
    distance, weight = min(named, key=lambda entry: (entry[0], -entry[1]))
    return weight, -distance


def _weight(part: str) -> float:
    quality = next((value.strip()[2:] for value in part.split(";")[1:] if value.strip().startswith("q=")), "1")
    try:
        return float(quality)
    except ValueError:
        return 1.0


def _ranges(header: str) -> set[str]:
    return {part.split(";")[0].strip().lower() for part in header.split(",")} - {""}
