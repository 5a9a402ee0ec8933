"""Levels of authentication: which ones a request asks for by their names, and the ``acr`` of a token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from emulator.realm import levels
from emulator.realm.views import Client, Realm
from emulator.tokens import claims_request
from emulator.tokens.draft import Subject

LEVEL = "acr.level"
NOTE = "acr_values"
NO_LEVEL, LEAST = -1, 0


def required(claims: str | None) -> list[str]:
    """The values of ``acr`` that the ``claims`` parameter calls essential; raises ValueError for one that is no text."""
    wish = claims_request.wishes(claims, claims_request.ID_TOKEN).get("acr")
    if wish is None or not wish["essential"]:
        return []
    if None in (wish["values"] or ()):
        raise ValueError("a value of acr is null")
    return _values(wish)


def asked(client: Client, realm: Realm, claims: str | None, acr_values: str | None) -> list[str]:
    """The values that a request asks for: its own, or else the client's default ones, none of them below the client's least.

    Raises ValueError for a value in ``claims`` that is no text.
    """
    wish = claims_request.wishes(claims, claims_request.ID_TOKEN).get("acr")
    own = _split(acr_values) if acr_values is not None else []
    own += _values(wish) if wish is not None else []
    return _from_least(client, realm, own or client.texts("default.acr.values"))


def is_allowed(client: Client, realm: Realm, value: str) -> bool:
    """Whether the client may ask for this value: without a least one for any, otherwise for one of that level or above that there is."""
    least = client.attributes.get("minimum.acr.value")
    return not least or value in _above(client, realm, least, [value])


def level_of(value: str, names: Mapping[str, int | None]) -> int | None:
    """The level that a value stands for, by name or as a number; None for an unknown one."""
    level = names.get(value)
    return levels.number(value) if level is None else level


def acr(subject: Subject) -> str:
    """The name of the session's level: the highest of those asked for that it suffices for, else of all, else the level itself."""
    client, realm, notes = subject.client, subject.realm, subject.client_notes
    level = int(notes.get(LEVEL, "1"))
    names = levels.by_name(client, realm)
    if not names:
        return str(level)
    claims = notes.get(claims_request.NOTE)
    name = _highest(level, names, required(claims))
    if name is None:
        name = _highest(level, names, asked(client, realm, claims, notes.get(NOTE)))
    if name is None:
        name = _highest(level, names, names)
    return name if name is not None else str(level)


def supported(realm: Realm) -> list[str]:
    """``acr_values_supported``: the realm's names of levels, and the levels of its browser flow."""
    return [*(levels.read(realm.attributes.get(levels.MAP)) or ()), *sorted(levels.configured(realm.document))]


def _highest(level: int, names: Mapping[str, int | None], values: Iterable[str]) -> str | None:
    """The value with the highest level that this one suffices for, the first of equals."""
    name, highest = None, NO_LEVEL
    for value in values:
        mapped = level_of(value, names)
        if mapped is not None and highest < mapped <= level:
            name, highest = value, mapped
    return name


def _from_least(client: Client, realm: Realm, values: list[str]) -> list[str]:
    least = client.attributes.get("minimum.acr.value")
    return (_above(client, realm, least, values) or [least]) if least else values


def _above(client: Client, realm: Realm, least: str, values: list[str]) -> list[str]:
    names, reachable = levels.by_name(client, realm), levels.configured(realm.document)
    lowest = level_of(least, names)
    known = {value: level_of(value, names) for value in values if value in names or value in reachable}
    return [value for value in values if (level := known.get(value)) is not None and level >= (lowest or LEAST)]


def _split(text: str) -> list[str]:
    """Words as Java splits them: an empty one counts but at the end."""
    words = text.split(" ")
    while len(words) > 1 and not words[-1]:
        words.pop()
    return words


def _values(wish: Mapping[str, object]) -> list[str]:
    values = wish["values"]
    listed = values if isinstance(values, list) else [wish["value"]] if wish["value"] is not None else []
    # As observed, null in the list is a value that no level has, where it is not essential.
    listed = ["" if value is None else value for value in listed]
    texts = [value for value in listed if isinstance(value, str)]
    if len(texts) < len(listed):
        raise ValueError("a value of acr is no text")
    return texts
