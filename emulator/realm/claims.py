"""Claims in one line: of a client or a client scope by protocol mappers, of a user by attributes and one scope that shows them.

Names of groups and roles, and audiences, are such lines too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.schema import Fault

FIELDS: Mapping[str, Any] = {"claims": {"*": "any"}, "audience": ["string"], "groupsClaim": "string", "rolesClaim": "string"}
"""What clients and client scopes may say, in the terms of ``realm.schema``."""
SCOPE = "user-claims"
"""The client scope that shows the claims of users."""
_EVERYWHERE = {
    "access.token.claim": "true",
    "id.token.claim": "true",
    "userinfo.token.claim": "true",
    "introspection.token.claim": "true",
}
_TEXTS = "texts"


def add_mappers(owner: Document) -> None:
    """Turns ``FIELDS`` of a client or client scope into protocol mappers."""
    mappers = list(owner.get("protocolMappers") or ())
    for name, value in (owner.pop("claims", None) or {}).items():
        mappers.append(_mapper(f"claim {name}", "oidc-hardcoded-claim-mapper", _fixed(name, value)))
    for name in owner.pop("audience", None) or ():
        kind = "included.custom.audience" if "/" in name else "included.client.audience"
        config = {kind: name, "access.token.claim": "true", "introspection.token.claim": "true"}
        mappers.append(_mapper(f"audience {name}", "oidc-audience-mapper", config))
    groups, roles = owner.pop("groupsClaim", None), owner.pop("rolesClaim", None)
    if groups:
        config = {**_EVERYWHERE, "claim.name": groups, "full.path": "false"}
        mappers.append(_mapper(f"groups {groups}", "oidc-group-membership-mapper", config))
    if roles:
        config = {**_EVERYWHERE, "claim.name": roles, "multivalued": "true", "jsonType.label": "String"}
        mappers.append(_mapper(f"roles {roles}", "oidc-usermodel-realm-role-mapper", config))
    if mappers:
        owner["protocolMappers"] = mappers


def add_attributes(user: Document) -> None:
    """Turns the ``claims`` of a user into attributes."""
    attributes = {name: _values(value) for name, value in (user.pop("claims", None) or {}).items() if value is not None}
    if attributes:
        user["attributes"] = {**(user.get("attributes") or {}), **attributes}


def scope_of(users: Iterable[Mapping[str, Any] | None]) -> Document | None:
    """The client scope that shows the claims of all users, by the attributes that they have; None where nobody has any."""
    kinds = {name: _kind(value) for _, name, value in _claims(enumerate(users))}
    if not kinds:
        return None
    mappers = []
    for name, kind in kinds.items():
        config = {**_EVERYWHERE, "claim.name": name, "user.attribute": name, "jsonType.label": "String" if kind == _TEXTS else kind}
        if kind == _TEXTS:
            config["multivalued"] = "true"
        mappers.append(_mapper(f"claim {name}", "oidc-usermodel-attribute-mapper", config))
    attributes = {"include.in.token.scope": "false", "display.on.consent.screen": "false"}
    return {"name": SCOPE, "protocol": "openid-connect", "attributes": attributes, "protocolMappers": mappers}


def faults(users: Mapping[str, Any] | list[Any]) -> Iterator[Fault]:
    """A claim has one type, whoever has it."""
    kinds: dict[str, tuple[str, str | int]] = {}
    for place, name, value in _claims(users.items() if isinstance(users, Mapping) else enumerate(users)):
        first, other = kinds.setdefault(name, (_kind(value), place))
        if first != _kind(value):
            message = f"is of another type than for '{other}'; a claim has one type for all users"
            yield Fault(("users", place, "claims", name), message)


def _claims(users: Iterable[tuple[str | int, Mapping[str, Any] | None]]) -> Iterator[tuple[str | int, str, Any]]:
    for place, user in users:
        for name, value in ((user or {}).get("claims") or {}).items():
            if value is not None:
                yield place, name, value


def _kind(value: Any) -> str:
    """The mapper's type for a value, or that it is a list of texts."""
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return _TEXTS
    return _typed(value)[0]


def _values(value: Any) -> list[str]:
    return list(value) if _kind(value) == _TEXTS else [_typed(value)[1]]


def _typed(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return "boolean", str(value).lower()
    if isinstance(value, int):
        return "long", str(value)
    return ("String", value) if isinstance(value, str) else ("JSON", json.dumps(value))


def _fixed(name: str, value: Any) -> dict[str, str]:
    json_type, text = _typed(value)
    return {**_EVERYWHERE, "claim.name": name, "claim.value": text, "jsonType.label": json_type}


def _mapper(name: str, kind: str, config: Mapping[str, str]) -> Document:
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": dict(config)}
