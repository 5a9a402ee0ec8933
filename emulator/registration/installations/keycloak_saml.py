"""``keycloak-saml.xml``, which Keycloak's adapter for SAML reads."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _saml_adapter


def write(context: Context, client: Client, base: str) -> str:
    """The whole file; raises AdminError for an unknown signature algorithm."""
    return f"<keycloak-saml-adapter>\n{_saml_adapter.write(context, client, base)}</keycloak-saml-adapter>\n"


INSTALLATION = Installation("keycloak-saml", write)
