"""The part of a Docker registry's file that says where its tokens come from; as observed, with two slashes behind the server's address."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation


def write(context: Context, client: Client, base: str) -> str:
    """YAML."""
    issuer = f"{base}//realms/{context.realm.name}"
    return f"auth:\n  token:\n    realm: {issuer}/protocol/docker-v2/auth\n    service: {client.client_id}\n    issuer: {issuer}\n"


INSTALLATION = Installation("docker-v2-registry-config-file", write)
