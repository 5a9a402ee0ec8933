"""A deployment of WildFly's subsystem for SAML, as commands of its command line; as observed, one bracket is never closed."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _saml

_DEPLOYMENT = "/subsystem=keycloak-saml/secure-deployment=YOUR-WAR.war/"


def write(context: Context, client: Client, base: str) -> str:
    """The commands, one for each part; raises AdminError for an unknown signature algorithm."""
    settings = _saml.of(client)
    application = f'{_DEPLOYMENT}SP="{_escaped(_saml.entity(client))}"/'
    commands = [
        f"{_DEPLOYMENT}:add",
        f'{application}:add(sslPolicy={context.realm.ssl_required.upper()},logoutPage="SPECIFY YOUR LOGOUT PAGE!"',
        *(f"{application}{command}" for command in _keys(settings)),
        f"{application}{_provider(settings, f'{base}/realms/{context.realm.name}/protocol/saml')}",
        *(f"{application}IDP=idp/:write-attribute(name={name},value={value})" for name, value in _saml.signature(settings, client)),
    ]
    ends = "\n" if settings.signs and settings.canonicalization is not None else "\n\n"
    return "\n\n".join(commands) + ends


def _keys(settings: _saml.Settings) -> Iterator[str]:
    if settings.signs:
        key = _escaped(_saml.private_key(settings.signing_key))
        certificate = _escaped(_saml.certificate(settings.signing_certificate, "YOUR_CLIENT"))
        yield f'Key=KEY1:add(signing=true, \\\nPrivateKeyPem="{key}", \\\nCertificatePem="{certificate}")'
    if settings.encrypts:
        yield f'Key=KEY2:add(encryption=true,PrivateKeyPem="{_escaped(_saml.private_key(settings.encryption_key))}")'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _provider(settings: _saml.Settings, place: str) -> str:
    login, logout = map(_service, _saml.services(settings, place))
    return f"IDP=idp/:add( \\\n    SingleSignOnService={login}, \\\n    SingleLogoutService={logout} \\\n)"


def _service(values: dict[str, str]) -> str:
    return "{ \\\n" + ", \\\n".join(f"        {name}={value}" for name, value in values.items()) + "}"


INSTALLATION = Installation("keycloak-saml-subsystem-cli", write)
