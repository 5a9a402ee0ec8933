"""What a request is content with (``Accept``), as Keycloak reads it."""

from __future__ import annotations

from emulator.web.response import JSON

_JSON_TOO = frozenset({"*/*", "application/*", JSON})
_PAGES = frozenset({"text/html", "text/*"})


def takes_json(header: str) -> bool:
    """Whether JSON will do; anything does where nothing is said."""
    named = _ranges(header)
    return not named or bool(named & _JSON_TOO)


def asks_for_pages(header: str) -> bool:
    """Whether HTML is named among what will do."""
    return bool(_ranges(header) & _PAGES)


def asks_for_json(header: str) -> bool:
    """Whether JSON is named among what will do, by itself or with its kind; how much it is preferred does not count."""
    return bool(_ranges(header) & (_JSON_TOO - {"*/*"}))


def _ranges(header: str) -> set[str]:
    return {part.split(";")[0].strip().lower() for part in header.split(",")} - {""}
