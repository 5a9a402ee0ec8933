"""A deployment of WildFly's subsystem for SAML, as XML."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _saml_adapter


def write(context: Context, client: Client, base: str) -> str:
    """The element of the deployment; raises AdminError for an unknown signature algorithm."""
    return f'<secure-deployment name="YOUR-WAR.war">\n{_saml_adapter.write(context, client, base)}</secure-deployment>\n'


INSTALLATION = Installation("keycloak-saml-subsystem", write)
