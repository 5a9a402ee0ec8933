"""Ids that representations bring with them: Keycloak keeps them, and refuses one that something of the kind has already. As observed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.realm.refusal import conflict
from emulator.state.store import RealmTables
from emulator.state.table import Table


def refuse(taken: Table[Any] | set[str], given: ReadDocument, answer: AdminError | None = None, key: str = "id") -> None:
    """Raises ``answer`` where the id of a new thing is among those that are taken; 409 where no answer is named."""
    if given.get(key) and given[key] in taken:
        raise answer or conflict(f"something has the id {given[key]}")


def of(rows: Iterable[ReadDocument], key: str = "id") -> set[str]:
    """The ids of these rows."""
    return {str(row[key]) for row in rows if row.get(key)}


def refuse_mappers(
    tables: RealmTables, mappers: Iterable[ReadDocument | None] | None, own: str = "", twice: AdminError | None = None
) -> None:
    """Raises 409 where a mapper brings the id of one that another client or client scope than ``own`` has, ``twice`` where two do."""
    brought = [str(mapper["id"]) for mapper in mappers or () if mapper and mapper.get("id")]
    identifiers = set(brought)
    if not identifiers:
        return
    if twice is not None and len(identifiers) < len(brought):
        raise twice
    for owner in chain(tables.clients, tables.client_scopes):
        if owner["id"] != own and not identifiers.isdisjoint(of(owner.get("protocolMappers") or ())):
            raise conflict("a mapper of another client or client scope has this id")


def without(given: ReadDocument, key: str = "id") -> dict[str, Any]:
    """A representation without its id, as an import of some things into a realm takes it: they get new ones, and so do their mappers."""
    kept = {name: value for name, value in given.items() if name != key}
    if kept.get("protocolMappers"):
        kept["protocolMappers"] = [mapper and {**mapper, "id": None} for mapper in kept["protocolMappers"]]
    return kept
