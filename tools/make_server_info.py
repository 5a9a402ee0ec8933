"""Takes what a real Keycloak says of its providers, for the kinds of providers that there are here too, and its global client profiles.

    python tools/make_server_info.py http://127.0.0.1:18080

needs the administrator admin/admin. Writes ``emulator/admin/server_info.json`` and ``emulator/realm/client_policies.json``: descriptions
only. What of them the emulator lists or enforces follows from its own folders and tables. Help texts stay as they are in these files;
the places that have none are printed.
"""

import json
import sys
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import own_words

EMULATOR = Path(__file__).resolve().parents[1] / "emulator"
OPENID = "openid-connect"
# What has no counterpart at all, or (mappers) is there already in another shape.
WITHOUT = (
    "org.keycloak.storage.UserStorageProvider",
    "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
    "org.keycloak.models.workflow.WorkflowStepProvider",
    "org.keycloak.models.workflow.WorkflowProvider",
    "org.keycloak.protocol.ProtocolMapper",
)
EXECUTOR = "org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider"
CONDITION = "org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider"
NUMBERS = ("auth-flow-loa", "available-period", "allowed-clock-skew")
# Settings of executors that are read as whole numbers, whatever they are said to be.
SPIS = (
    "authenticator", "client-authenticator", "client-policy-condition", "client-policy-executor",
    "cekmanagement", "clientSignature", "contentencryption", "hash", "signature",
    "client-registration-policy", "eventsListener", "form-action", "form-authenticator", "identity_provider",
    "identity-provider-mapper", "keys", "login-protocol", "oauth2-grant-type", "password-hashing", "password-policy",
    "protocol-mapper", "required-action", "social", "userProfile", "validator", "well-known", "x509cert-lookup",
)  # fmt: skip


def main(base: str) -> None:
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = httpx.post(f"{base}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answered = httpx.get(f"{base}/admin/serverinfo", headers=headers, timeout=60).json()
    query = {"include-global-profiles": "true"}
    profiles = httpx.get(f"{base}/admin/realms/master/client-policies/profiles", params=query, headers=headers, timeout=60).json()
    document = {
        "features": [_feature(feature) for feature in answered["features"]],
        "themes": {kind: [_theme(theme) for theme in themes] for kind, themes in answered["themes"].items()},
        "identityProviders": answered["identityProviders"],
        "providers": {spi: {**answered["providers"][spi], "providers": sorted(answered["providers"][spi]["providers"])} for spi in SPIS},
        "protocolMapperTypes": answered["protocolMapperTypes"][OPENID],
        "builtinProtocolMappers": answered["builtinProtocolMappers"],
        "clientInstallations": _installations(answered["clientInstallations"]),
        "componentTypes": {kind: members for kind, members in answered["componentTypes"].items() if kind not in WITHOUT},
        "passwordPolicies": answered["passwordPolicies"],
        "enums": answered["enums"],
    }
    write("admin/server_info.json", document)
    policies = {
        "executors": {entry["id"]: _kinds(entry) for entry in answered["componentTypes"][EXECUTOR]},
        "conditions": sorted(entry["id"] for entry in answered["componentTypes"][CONDITION]),
        "globalProfiles": profiles["globalProfiles"],
    }
    write("realm/client_policies.json", policies)


def write(name: str, document: dict) -> None:
    path = EMULATOR / name
    missing = own_words.keep(document, json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(name, path.stat().st_size, "bytes", *(f"\n  no words yet: {place}" for place in missing))


def _installations(found: dict) -> list:
    return [entry for protocol in sorted(found) for entry in sorted(found[protocol], key=lambda file: file["id"])]


def _kinds(found: dict) -> dict:
    return {one["name"]: "number" if one["name"] in NUMBERS else _kind(one["type"]) for one in found["properties"]}


def _kind(kind: str) -> str:
    return "boolean" if kind == "boolean" else "list" if kind.startswith("Multivalued") else "text"


def _feature(found: dict) -> dict:
    return {name: value for name, value in found.items() if name != "enabled"} | {"on": found["enabled"]}


def _theme(found: dict) -> dict:
    return {name: value for name, value in found.items() if name != "locales"}


if __name__ == "__main__":
    main(sys.argv[1])
