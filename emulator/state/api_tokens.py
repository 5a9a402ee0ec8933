"""Permanent API tokens of users, as they are kept and as an export carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.state import roles
from emulator.state.records import ApiToken
from emulator.state.store import RealmTables

TYPE = "api-token"
"""The type of the credential that stands for a token in an export."""
_END = 253402300799


def credential(tables: RealmTables, token: ApiToken) -> dict[str, Any]:
    """The token as a CredentialRepresentation, at which no real Keycloak stumbles; dates inside are epoch seconds."""
    data: dict[str, Any] = {"public": token.public, "expires": token.expires, "lastUsed": token.last_used}
    if token.roles is not None:
        known = [tables.role(identifier) for identifier in token.roles]
        data["realmRoles"], data["clientRoles"] = roles.names_of(tables, [role for role in known if role is not None])
    if token.scopes is not None:
        data["scopes"] = list(token.scopes)
    return {
        "id": token.id,
        "type": TYPE,
        "userLabel": token.label,
        "createdDate": token.created * 1000,
        "secretData": json.dumps({"hash": token.hash}, separators=(",", ":")),
        "credentialData": json.dumps(data, separators=(",", ":"), ensure_ascii=False),
    }


def from_credential(tables: RealmTables, user_id: str, credential: Mapping[str, Any]) -> ApiToken | None:
    """The token that a credential stands for; None for one that is no such token or not readable."""
    if credential.get("type") != TYPE:
        return None
    try:
        secret, data = json.loads(credential["secretData"]), json.loads(credential["credentialData"])
        named = None
        if data.get("realmRoles") is not None or data.get("clientRoles") is not None:
            named = tuple(roles.ids_of(tables, data.get("realmRoles"), data.get("clientRoles")))
        scopes = data.get("scopes")
        created, expires, used = (
            int(credential.get("createdDate") or 0) // 1000,
            int(data.get("expires") or 0),
            int(data.get("lastUsed") or 0),
        )
        if not all(0 <= time <= _END for time in (created, expires, used)):
            return None
        return ApiToken(
            str(credential["id"]), user_id, str(credential.get("userLabel") or ""), str(data["public"]), str(secret["hash"]),
            created, expires, used, roles=named, scopes=tuple(str(scope) for scope in scopes) if scopes is not None else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def forget(tables: RealmTables, token: ApiToken) -> None:
    """Ends a token."""
    tables.login_failures.delete(token.id)
    tables.api_tokens.delete(token.id)
