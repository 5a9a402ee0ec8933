"""``keycloak.json``, which Keycloak's own adapters read."""

from __future__ import annotations

import json

from emulator.context import Context
from emulator.realm.authorization_views import PROTECTION_ROLE
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _settings


def write(context: Context, client: Client, base: str) -> str:
    """The settings as indented JSON; those of a resource server leave its enforcer to defaults."""
    settings = _settings.of(context.tables, client, base)
    if client.document.get("authorizationServicesEnabled"):
        settings["policy-enforcer"] = {"credentials": {}}
        if [role["name"] for role in context.tables.roles.many("container", client.id)] == [PROTECTION_ROLE]:
            del settings["use-resource-role-mappings"]
    return json.dumps(settings, indent=2, separators=(",", " : "), ensure_ascii=False)


INSTALLATION = Installation("keycloak-oidc-keycloak-json", write)
