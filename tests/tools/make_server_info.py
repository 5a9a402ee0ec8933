"""Takes what a real Keycloak says of its providers, for the kinds of providers that there are here too.

    python tests/tools/make_server_info.py http://127.0.0.1:18080

needs the administrator admin/admin. Writes ``emulator/admin/server_info.json``: descriptions only. Which of them the emulator lists
follows from its own folders and tables.
"""

import json
import sys
from pathlib import Path

import httpx

HERE = Path(__file__).resolve().parents[2] / "emulator" / "admin"
OPENID = "openid-connect"
# What has no counterpart at all, or (mappers) is there already in another shape.
WITHOUT = (
    "org.keycloak.storage.UserStorageProvider",
    "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
    "org.keycloak.broker.social.SocialIdentityProvider",
    "org.keycloak.models.workflow.WorkflowStepProvider",
    "org.keycloak.models.workflow.WorkflowProvider",
    "org.keycloak.protocol.ProtocolMapper",
)
SPIS = (
    "authenticator", "client-authenticator", "client-policy-condition", "client-policy-executor",
    "client-registration-policy", "eventsListener", "form-action", "form-authenticator", "identity_provider",
    "identity-provider-mapper", "keys", "login-protocol", "oauth2-grant-type", "password-hashing", "password-policy",
    "protocol-mapper", "required-action", "userProfile", "validator", "well-known", "x509cert-lookup",
)  # fmt: skip


def main(base: str) -> None:
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = httpx.post(f"{base}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
    found = httpx.get(f"{base}/admin/serverinfo", headers={"Authorization": f"Bearer {token}"}, timeout=60).json()
    document = {
        "features": [_feature(one) for one in found["features"]],
        "themes": {kind: [_theme(one) for one in themes] for kind, themes in found["themes"].items()},
        "identityProviders": found["identityProviders"],
        "providers": {spi: {**found["providers"][spi], "providers": sorted(found["providers"][spi]["providers"])} for spi in SPIS},
        "protocolMapperTypes": found["protocolMapperTypes"][OPENID],
        "builtinProtocolMappers": found["builtinProtocolMappers"][OPENID],
        "clientInstallations": found["clientInstallations"][OPENID],
        "componentTypes": {kind: members for kind, members in found["componentTypes"].items() if kind not in WITHOUT},
        "passwordPolicies": found["passwordPolicies"],
        "enums": found["enums"],
    }
    path = HERE / "server_info.json"
    path.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(path.name, path.stat().st_size, "bytes")


def _feature(found: dict) -> dict:
    return {name: value for name, value in found.items() if name != "enabled"} | {"on": found["enabled"]}


def _theme(found: dict) -> dict:
    return {name: value for name, value in found.items() if name != "locales"}


if __name__ == "__main__":
    main(sys.argv[1])
