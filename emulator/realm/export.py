"""What an export shows in place of secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.gates import component as gate
from emulator.realm.gates.realm_members import shown_mail

MASK = "**********"
_ROTATED = "client.secret.rotated"


def mask(document: Mapping[str, Any]) -> Document:
    """A copy of a RealmRepresentation with every secret masked as a partial export does."""
    masked: Document = dict(document)
    masked["clients"] = [_client(client) for client in document.get("clients") or ()]
    if document.get("users"):
        masked["users"] = [_without_api_tokens(user) for user in document["users"]]
    masked["identityProviders"] = [
        {**provider, "config": _masked(provider.get("config") or {}, "clientSecret")}
        for provider in document.get("identityProviders") or ()
    ]
    if document.get("smtpServer"):
        masked["smtpServer"] = shown_mail(document["smtpServer"])
    masked["components"] = {
        kind: [_component(member) for member in members] for kind, members in (document.get("components") or {}).items()
    }
    return masked


def _without_api_tokens(user: Mapping[str, Any]) -> Document:
    """A user without the credentials that stand for API tokens."""
    if not any(one.get("type") == "api-token" for one in user.get("credentials") or ()):
        return dict(user)
    return {**user, "credentials": [one for one in user["credentials"] if one.get("type") != "api-token"]}


def _client(client: Mapping[str, Any]) -> Document:
    masked = _masked(client, "secret")
    return {**masked, "attributes": _masked(masked["attributes"], _ROTATED)} if masked.get("attributes") else masked


def _masked(values: Mapping[str, Any], key: str) -> Document:
    hidden = values.get(key) is not None and not str(values[key]).startswith("${vault.")
    return {**values, key: MASK} if hidden else dict(values)


def _component(component: Mapping[str, Any]) -> Document:
    inner = {kind: [_component(m) for m in members] for kind, members in (component.get("subComponents") or {}).items()}
    return {**gate.shown(component), "subComponents": inner}
