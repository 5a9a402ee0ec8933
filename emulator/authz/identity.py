"""Who asks for permissions, as policies see them: the claims of their access token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.views import Client, User
from emulator.state.store import RealmTables

Attributes = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Identity:
    """``id`` is the user's, or the client's where the token is of its service account. ``attributes`` are the claims as texts."""

    id: str
    user: User
    client: Client
    is_client: bool
    claims: Mapping[str, Any]
    attributes: Attributes

    def has_realm_role(self, name: str) -> bool:
        """Whether the token carries this realm role."""
        return name in _roles(self.claims.get("realm_access"))

    def has_client_role(self, client_id: str, name: str) -> bool:
        """Whether the token carries this role of a client."""
        access = self.claims.get("resource_access")
        return isinstance(access, Mapping) and name in _roles(access.get(client_id))


def of_token(tables: RealmTables, claims: Mapping[str, Any], user: User, client: Client) -> Identity:
    """The identity of a verified token's user at the client that the token was issued to."""
    account = tables.users.one("serviceAccountClientId", client.client_id)
    is_client = account is not None and account["id"] == user.id
    return Identity(client.id if is_client else user.id, user, client, is_client, claims, attributes(claims))


def attributes(claims: Mapping[str, Any]) -> dict[str, list[str]]:
    """Claims as lists of texts; those without any are left out."""
    found = {name: _texts(value) for name, value in claims.items()}
    return {name: values for name, values in found.items() if values}


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_text(one) for one in value]
    text = _text(value)
    return [text] if text else []


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _roles(access: Any) -> tuple[str, ...]:
    roles = access.get("roles") if isinstance(access, Mapping) else None
    return tuple(one for one in roles if isinstance(one, str)) if isinstance(roles, list) else ()
