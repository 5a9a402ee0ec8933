"""The gate of protocol mappers, of clients and of client scopes. All rules as observed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path as File
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.ids import Ids
from emulator.realm.gates import Fault, Kind, lengths

NAME_TAKEN, UNKNOWN_TYPE = "protocolMapperExists", "protocolMapperUnknown"
_NEEDED = ("name", "protocol")
_PAIRWISE, _SALT = "oidc-sha256-pairwise-sub-mapper", "pairwiseSubAlgorithmSalt"
_IN_ACCESS_TOKEN, _IN_INTROSPECTION = "access.token.claim", "introspection.token.claim"
_IN_ID_TOKEN, _IN_USERINFO = "id.token.claim", "userinfo.token.claim"
_ORGANIZATIONS = "oidc-organization-membership-mapper"
_ORGANIZATION_DETAILS = ("addOrganizationId", "addOrganizationAttributes")
_IN_ACCESS_TOKEN_ANYWAY = frozenset({"oidc-allowed-origins-mapper", "oidc-audience-resolve-mapper"})


@cache
def types() -> frozenset[str]:
    """Keycloak's protocol mappers."""
    return frozenset(json.loads(File(__file__).parent.with_name("mapper_types.json").read_text("utf-8")))


def faults(mappers: Iterable[ReadDocument | None], *, of_scope: bool = False) -> list[Fault]:
    """What is wrong with the mappers that one client, or one client scope, is to have.

    One without a name or protocol is noticed where the next is compared with it, or else when it is stored.
    """
    return list(_faults(list(mappers), of_scope))


def _faults(mappers: Sequence[ReadDocument | None], of_scope: bool) -> Iterator[Fault]:
    names: set[tuple[Any, Any]] = set()
    for index, mapper in enumerate(mappers):
        if mapper is None:
            yield Fault((index,), "protocolMapperMissing", "a protocol mapper is null", kind="unforeseen")
            continue
        yield from lengths.members(mapper, ("name", "protocol", "protocolMapper"), at=(index,))
        yield from lengths.members(mapper, ("id",), lengths.IDENTIFIER, (index,))
        for member in _NEEDED:
            if mapper.get(member) is None:
                yield _incomplete(index, member, "duplicate" if index == len(mappers) - 1 else "unforeseen")
        if mapper.get("protocolMapper") is None:
            yield _incomplete(index, "protocolMapper", "duplicate" if of_scope else "unforeseen")
        name = (mapper.get("protocol"), mapper.get("name"))
        if name in names:
            yield Fault((index, "name"), NAME_TAKEN, "Protocol mapper name must be unique per protocol", (str(name[1]),), "duplicate")
        names.add(name)
        yield from lengths.keys(mapper.get("config"), (index, "config"))


def _incomplete(index: int, member: str, kind: Kind) -> Fault:
    return Fault((index,), "protocolMapperIncomplete", f"a protocol mapper needs '{member}'", (member,), kind)


def unknown_type(mapper: ReadDocument) -> Fault | None:
    """The fault of a mapper of a type that Keycloak has not; a client that brings its mappers with it may have such."""
    if mapper.get("protocolMapper") in types():
        return None
    return Fault(("protocolMapper",), UNKNOWN_TYPE, "ProtocolMapper provider not found", kind="unknown")


def stored(given: ReadDocument, ids: Ids, own: str | None = None) -> dict[str, Any]:
    """A mapper as it is kept: with an id (``own`` where it has one already), and only with the settings that say something."""
    kept = {key: value for key, value in given.items() if value is not None and key != "consentText"}
    return {**kept, "id": own or kept.get("id") or ids.uuid(), "consentRequired": False, "config": config(given.get("config") or {})}


def new(given: ReadDocument, ids: Ids) -> dict[str, Any]:
    """A mapper as it is kept that comes with a new client or client scope."""
    mapper = stored(given, ids)
    settings = mapper["config"]
    if _IN_ID_TOKEN in settings:
        settings.setdefault(_IN_USERINFO, settings[_IN_ID_TOKEN])
    return mapper


def by_itself(given: ReadDocument, ids: Ids, own: str | None = None) -> dict[str, Any]:
    """A mapper as it is kept that an administrator makes or changes by itself: pairwise subjects get their salt."""
    mapper = stored(given, ids, own)
    if mapper.get("protocolMapper") == _PAIRWISE:
        mapper["config"].setdefault(_SALT, ids.uuid())
    return mapper


def config(given: Mapping[str, Any]) -> dict[str, str]:
    """The settings of a mapper that are kept, as texts."""
    return {key: text(value) for key, value in given.items() if value not in (None, "")}


def text(value: Any) -> str:
    """A JSON scalar as Keycloak reads it into a string."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def replaced(current: Iterable[ReadDocument], given: Iterable[ReadDocument], ids: Ids) -> list[dict[str, Any]]:
    """The mappers of a client after ``given`` took the place of ``current``: one of the same protocol and name keeps its id."""
    known = {(mapper.get("protocol"), mapper.get("name")): str(mapper["id"]) for mapper in current if mapper.get("id")}
    return [stored(mapper, ids, known.get((mapper.get("protocol"), mapper.get("name")))) for mapper in given]


def effective(mapper: ReadDocument) -> dict[str, Any]:
    """A mapper with the settings that Keycloak shows where they are not given."""
    settings: dict[str, str] = dict(mapper.get("config") or {})
    if mapper.get("protocolMapper") == _ORGANIZATIONS:
        return {**mapper, "config": _of_organizations(settings)}
    if mapper.get("protocolMapper") in _IN_ACCESS_TOKEN_ANYWAY:
        settings[_IN_ACCESS_TOKEN] = text(settings.get(_IN_ACCESS_TOKEN, "true") == "true")
        settings.setdefault(_IN_INTROSPECTION, "true")
    return {**mapper, "config": placed(settings)}


def placed(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with those of userinfo and introspection, which are as those of ID token and access token where they are not given."""
    places = dict(settings)
    for place, usual in ((_IN_INTROSPECTION, _IN_ACCESS_TOKEN), (_IN_USERINFO, _IN_ID_TOKEN)):
        value = settings.get(place, settings.get(usual))
        if value is not None:
            places[place] = text(value == "true")
    return places


def _of_organizations(settings: dict[str, str]) -> dict[str, str]:
    """Details of organizations are told only where ``multivalued`` is given and true, and then as JSON."""
    forced = {}
    if settings.get("multivalued") != "true":
        forced = dict.fromkeys(_ORGANIZATION_DETAILS, "false")
    elif any(settings.get(name) == "true" for name in _ORGANIZATION_DETAILS):
        forced = {"jsonType.label": "JSON"}
    return {"claim.name": "organization", "multivalued": "true", "jsonType.label": "String", **settings, **forced}
