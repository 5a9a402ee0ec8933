"""A user's row as small as it can be: a realm may have a hundred thousand of them.

Rows are replaced, never changed, so that equal values of many users may be one object.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from sys import intern
from typing import Any, TypeVar

from emulator.core.documents import Document
from emulator.realm.people import USUAL

H = TypeVar("H", bound=Hashable)

_TABLES = frozenset({"realmRoles", "clientRoles", "groups", "applicationRoles"})
_UNIQUE = frozenset({"id", "username", "email"})
_OF_CREDENTIALS = ("type", "credentialData", "userLabel")


class Same:
    """Equal values as one object each, for as long as users are read."""

    def __init__(self) -> None:
        self._values: dict[Any, Any] = {}
        self._lists: dict[tuple[Any, ...], list[Any]] = {}

    def value(self, value: H) -> H:
        """The first value that is equal to this one."""
        known: H = self._values.setdefault(value, value)
        return known

    def texts(self, texts: list[str]) -> list[str]:
        """The first list with these texts."""
        known = self._lists.get(key := tuple(texts))
        if known is None:
            known = self._lists[key] = [self.value(text) for text in texts]
        return known


def compact(user: Mapping[str, Any], same: Same) -> Document:
    """The row of a UserRepresentation: without what has tables of its own and what is usual."""
    row = {}
    for name, value in user.items():
        if name in _TABLES or (name in USUAL and value == USUAL[name]):
            continue
        if value.__class__ is str and name not in _UNIQUE:
            value = same.value(value)
        row[intern(name)] = value
    attributes = row.get("attributes")
    if attributes:
        row["attributes"] = {intern(name): same.texts(values) for name, values in attributes.items()}
    if row.get("credentials"):
        row["credentials"] = [_credential(credential, same) for credential in row["credentials"]]
    return row


def _credential(credential: Mapping[str, Any], same: Same) -> Document:
    shared = {name: same.value(credential[name]) for name in _OF_CREDENTIALS if isinstance(credential.get(name), str)}
    return {**credential, **shared}
