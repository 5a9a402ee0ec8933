"""An archive that starts a Docker registry by Docker Compose: its configuration, folders, and a certificate of its own."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration import outside
from emulator.registration.installations import Installation, _archive

_FOLDER = "keycloak-docker-compose-yaml"
_README = """# A Docker registry whose tokens come from the realm

For development only.

Start it beside this file, then log in as a user of the realm:

    docker-compose up
    docker login -u NAME -p PASSWORD localhost:5000
    docker tag IMAGE localhost:5000/IMAGE
    docker push localhost:5000/IMAGE

When the client or the realm's keys change, these files have to be made again.
"""


def write(context: Context, client: Client, base: str) -> bytes:
    """The archive; the registry's key is a new one each time."""
    return _archive.zipped(_files(context, client, base))


def _files(context: Context, client: Client, base: str) -> Iterator[tuple[str, str]]:
    certificate, key = outside.key_pair(context.answers, context.realm.name, context.clock.now(), pkcs8=True)
    yield f"{_FOLDER}/", ""
    yield f"{_FOLDER}/docker-compose.yaml", _configuration(f"{base}/realms/{context.realm.name}", client.client_id)
    yield f"{_FOLDER}/data/", ""
    yield f"{_FOLDER}/data/.gitignore", "*"
    yield f"{_FOLDER}/certs/", ""
    yield f"{_FOLDER}/certs/localhost.crt", _archive.pem("CERTIFICATE", certificate)
    yield f"{_FOLDER}/certs/localhost.key", _archive.pem("PRIVATE KEY", key)
    yield f"{_FOLDER}/certs/localhost_trust_chain.pem", _archive.pem("CERTIFICATE", context.keys.active("RS256").certificate or "")
    yield f"{_FOLDER}/README.md", _README


def _configuration(issuer: str, client_id: str) -> str:
    variables = {
        "STORAGE_FILESYSTEM_ROOTDIRECTORY": "/data",
        "HTTP_TLS_CERTIFICATE": "/opt/certs/localhost.crt",
        "HTTP_TLS_KEY": "/opt/certs/localhost.key",
        "AUTH_TOKEN_REALM": f"{issuer}/protocol/docker-v2/auth",
        "AUTH_TOKEN_SERVICE": client_id,
        "AUTH_TOKEN_ISSUER": issuer,
        "AUTH_TOKEN_ROOTCERTBUNDLE": "/opt/certs/localhost_trust_chain.pem",
    }
    environment = "".join(f"    REGISTRY_{name}: {value}\n" for name, value in variables.items())
    return (
        f"registry:\n  image: registry:2\n  ports:\n    - 127.0.0.1:5000:5000\n  environment:\n{environment}"
        "  volumes:\n    - ./data:/data:z\n    - ./certs:/opt/certs:z"
    )


INSTALLATION = Installation("docker-v2-compose-yaml", write, _archive.MEDIA)
