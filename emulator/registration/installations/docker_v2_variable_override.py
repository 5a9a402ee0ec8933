"""Variables for a Docker registry whose tokens come from the realm; as observed, with two slashes behind the server's address."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation


def write(context: Context, client: Client, base: str) -> str:
    """Options of ``docker run``."""
    issuer = f"{base}//realms/{context.realm.name}"
    values = {"REALM": f"{issuer}/protocol/docker-v2/auth", "SERVICE": client.client_id, "ISSUER": issuer}
    return "".join(f"-e REGISTRY_AUTH_TOKEN_{name}={value} \\\n" for name, value in values.items())


INSTALLATION = Installation("docker-v2-variable-override", write)
