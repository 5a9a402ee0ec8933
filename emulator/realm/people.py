"""What a user and a group get when they are imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.ids import Ids

Document = dict[str, Any]
SERVICE_ACCOUNT_PREFIX = "service-account-"


def user(given: Mapping[str, Any], ids: Ids) -> Document:
    """A UserRepresentation with an id; ``enabled`` is false unless given."""
    own = {key: value for key, value in given.items() if value is not None}
    found: Document = {
        **own,
        "id": own.get("id") or ids.uuid(),
        "username": str(own.get("username") or "").lower(),
        "enabled": bool(own.get("enabled", False)),
        "emailVerified": bool(own.get("emailVerified", False)),
        "totp": bool(own.get("totp", False)),
        "notBefore": own.get("notBefore", 0),
        "requiredActions": list(own.get("requiredActions") or ()),
        "disableableCredentialTypes": [],
    }
    if found.get("email"):
        found["email"] = str(found["email"]).lower()
    if "attributes" in own:
        found["attributes"] = {
            name: [str(value) for value in values] if isinstance(values, list) else [str(values)]
            for name, values in own["attributes"].items()
            if values is not None
        }
    return found


def service_account(client_id: str, default_role: str, ids: Ids) -> Document:
    """The user that stands for a client."""
    return user(
        {
            "username": f"{SERVICE_ACCOUNT_PREFIX}{client_id}",
            "enabled": True,
            "serviceAccountClientId": client_id,
            "realmRoles": [default_role],
        },
        ids,
    )


def group(given: Mapping[str, Any], ids: Ids) -> Document:
    """A GroupRepresentation and its sub-groups with ids."""
    own = {key: value for key, value in given.items() if value is not None}
    return {
        **own,
        "id": own.get("id") or ids.uuid(),
        "attributes": own.get("attributes") or {},
        "subGroups": [group(inner, ids) for inner in own.get("subGroups") or ()],
    }
