"""``keycloak.json``: what Keycloak's own adapters are configured with."""

from __future__ import annotations

from typing import Any

from emulator.realm.views import Client
from emulator.state.store import RealmTables

_ALGORITHM = "token.endpoint.auth.signing.alg"


def of(tables: RealmTables, client: Client, base: str) -> dict[str, Any]:
    """The configuration for a client of the server that is reached at ``base`` (no trailing slash)."""
    shown: dict[str, Any] = {"realm": tables.realm.name}
    if client.bearer_only:
        shown["bearer-only"] = True
    shown |= {
        "auth-server-url": tables.realm.attributes.get("frontendUrl") or f"{base}/",
        "ssl-required": tables.realm.ssl_required.lower(),
        "resource": client.client_id,
    }
    if client.public and not client.bearer_only:
        shown["public-client"] = True
    asks = not client.bearer_only or client.service_accounts or (client.document.get("nodeReRegistrationTimeout") or 0) > 0
    if asks and not client.public:
        shown["credentials"] = _credentials(client)
    if tables.roles.many("container", client.id):
        shown["use-resource-role-mappings"] = True
    return {**shown, "confidential-port": 0}


def _credentials(client: Client) -> dict[str, Any]:
    algorithm = client.attributes.get(_ALGORITHM)
    more = {"algorithm": algorithm} if algorithm is not None else {}
    if client.authenticator == "client-secret":
        return {"secret": client.secret}
    if client.authenticator == "client-secret-jwt":
        return {"secret-jwt": {"secret": client.secret, **more}}
    if client.authenticator == "client-jwt":
        return {"jwt": {
            "client-key-password": "REPLACE WITH THE KEY PASSWORD IN KEYSTORE",
            "client-keystore-file": "REPLACE WITH THE LOCATION OF YOUR KEYSTORE FILE",
            "client-keystore-password": "REPLACE WITH THE KEYSTORE PASSWORD",
            "client-key-alias": client.client_id,
            "token-timeout": 10,
            "client-keystore-type": "jks",
            **more,
        }}  # fmt: skip
    return {}
