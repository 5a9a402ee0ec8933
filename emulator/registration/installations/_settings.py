"""What several files for OpenID Connect say of a client."""

from __future__ import annotations

from typing import Any

from emulator.realm.views import Client
from emulator.registration import adapter_config
from emulator.state.store import RealmTables

_AUDIENCE, _BEFORE = "included.client.audience", "resource"


def of(tables: RealmTables, client: Client, base: str) -> dict[str, Any]:
    """The settings of ``keycloak.json``, with whether the application should find itself in the audience of tokens."""
    settings = adapter_config.of(tables, client, base)
    if not _is_audience(tables, client):
        return settings
    shown: dict[str, Any] = {}
    for name, value in settings.items():
        shown[name] = value
        if name == _BEFORE:
            shown["verify-token-audience"] = True
    return shown


def _is_audience(tables: RealmTables, client: Client) -> bool:
    """Whether tokens name the client as their audience: it has roles, or a client scope has a mapper that says so."""
    if tables.roles.many("container", client.id):
        return True
    mappers = [mapper for scope in tables.client_scopes for mapper in scope.get("protocolMappers") or ()]
    return any((mapper.get("config") or {}).get(_AUDIENCE) == client.client_id for mapper in mappers)
