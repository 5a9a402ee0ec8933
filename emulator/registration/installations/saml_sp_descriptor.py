"""The application's metadata (SAML 2.0 Metadata)."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _saml_metadata


def write(context: Context, client: Client, base: str) -> str:
    """An EntityDescriptor."""
    return _saml_metadata.application(context, client)


INSTALLATION = Installation("saml-sp-descriptor", write)
