"""An archive for Apache's mod_auth_mellon: the metadata of both sides, and the application's key."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _archive, _saml, _saml_metadata


def write(context: Context, client: Client, base: str) -> bytes:
    """The archive, with a folder named after the client."""
    return _archive.zipped(_files(context, client, base))


def _files(context: Context, client: Client, base: str) -> Iterator[tuple[str, str]]:
    settings, folder = _saml.of(client), client.client_id.replace("/", "_").replace(" ", "_")
    yield f"{folder}/idp-metadata.xml", _saml_metadata.realm(context, base)
    yield f"{folder}/sp-metadata.xml", _saml_metadata.application(context, client)
    if settings.signs and settings.signing_key:
        yield f"{folder}/client-private-key.pem", _archive.pem("PRIVATE KEY", settings.signing_key)
    if settings.signs and settings.signing_certificate:
        yield f"{folder}/client-cert.pem", _archive.pem("CERTIFICATE", settings.signing_certificate)


INSTALLATION = Installation("mod-auth-mellon", write, _archive.MEDIA)
