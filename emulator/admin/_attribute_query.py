"""Searches by attribute, as the parameter ``q`` says them: ``key:value "other key":"its value"``."""

from __future__ import annotations

from collections.abc import Callable

from emulator.admin.access import AdminCall
from emulator.core.wildcards import beginning, within
from emulator.realm.refusal import broken
from emulator.realm.views import Group

_BLANKS = "".join(map(chr, range(33)))
_QUOTE, _BACKSLASH = '"', "\\"


def pairs(text: str | None) -> list[tuple[str, str]]:
    """Keys and values; what is no pair does not count, and of a key that comes twice the last.

    As observed: quotes at the beginning of a key or value keep its blanks together, those inside of it stand for themselves. A backslash
    makes a quote stand for itself; two of them are nothing; raises AdminError for one at the end.
    """
    rest, asked = (text or "").strip(_BLANKS), {}
    while rest:
        key, rest = _word(rest, ":")
        if rest.startswith(":"):
            value, rest = _word(rest[1:], "")
            asked[key] = value
        rest = rest[1:]
    return list(asked.items())


def _word(text: str, end: str) -> tuple[str, str]:
    """The text up to a blank or to the character ``end``, and what follows."""
    word, together, at = "", False, 0
    while at < len(text) and text[at] != end and (together or text[at] != " "):
        letter = text[at]
        at += 1
        if letter == _BACKSLASH:
            escaped = _first(text[at:])
            at += escaped in (_QUOTE, _BACKSLASH)
            word += {_QUOTE: _QUOTE, _BACKSLASH: ""}.get(escaped, letter)
        elif letter == _QUOTE and (together or not word):
            together = not together
        else:
            word += letter
    return word, text[at:]


def _first(text: str) -> str:
    if not text:
        raise broken("a backslash ends the query")
    return text[0]


def of_groups(admin: AdminCall) -> Callable[[Group], bool] | None:
    """Which groups ``q``, or else ``search`` (part of the name), asks for; None where neither does."""
    asked = [(name, value) for name, value in pairs(admin.call.query.get("q")) if name]
    if asked or admin.call.query.get("q"):
        return lambda group: all(value in ((group.document.get("attributes") or {}).get(name) or ()) for name, value in asked)
    search = admin.call.query.get("search")
    if not search:
        return None
    text, exact = search.strip(), bool(admin.flag("exact"))
    pattern = within(text)
    return lambda group: group.name == text if exact else pattern.fullmatch(group.name) is not None


def of_organization_groups(admin: AdminCall) -> Callable[[Group], int] | None:
    """How often ``q``, or else ``search`` (the beginning of the name), finds a group of an organization; None where neither asks.

    As observed, no group has two attributes at once, and without any in ``q`` a group is there once for each of its values.
    """
    query = admin.call.query
    if query.get("q"):
        asked = [(name, value.lower()) for name, value in pairs(query.get("q")) if name]
        if not asked:
            return lambda group: max(1, sum(map(len, group.attributes.values())))
        name, wanted = asked[0]
        return lambda group: len(asked) == 1 and wanted in (value.lower() for value in group.attributes.get(name) or ())
    search = query.get("search")
    if not search:
        return None
    text, exact = search.strip(), bool(admin.flag("exact"))
    return lambda group: group.name == text if exact else beginning(text).fullmatch(group.name) is not None


def of_children(admin: AdminCall) -> Callable[[Group], bool]:
    """Which groups below another one ``search`` asks for: by the beginning of the name, or ``exact``."""
    search = admin.call.query.get("search") or ""
    pattern = beginning(search)
    exact = bool(admin.flag("exact"))
    return lambda group: group.name == search if exact else pattern.fullmatch(group.name) is not None
