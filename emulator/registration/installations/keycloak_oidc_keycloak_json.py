"""``keycloak.json``, which Keycloak's own adapters read."""

from __future__ import annotations

import json

from emulator.realm.views import Client
from emulator.registration.installations import Installation, _settings
from emulator.state.store import RealmTables


def write(tables: RealmTables, client: Client, base: str) -> str:
    """The settings as indented JSON."""
    return json.dumps(_settings.of(tables, client, base), indent=2, separators=(",", " : "), ensure_ascii=False)


INSTALLATION = Installation("keycloak-oidc-keycloak-json", write)
