"""The element ``SP`` of the two files in XML of Keycloak's adapter for SAML; as observed, texts stand in it as they are."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import _saml

_BEHIND = " " * 33


def write(context: Context, client: Client, base: str) -> str:
    """The element with its keys and its identity provider, which is the realm; raises AdminError for an unknown algorithm."""
    settings = _saml.of(client)
    login, logout = _saml.services(settings, f"{base}/realms/{context.realm.name}/protocol/saml")
    lines = [
        f'    <SP entityID="{_saml.entity(client)}"',
        f'        sslPolicy="{context.realm.ssl_required.upper()}"',
        '        logoutPage="SPECIFY YOUR LOGOUT PAGE!">',
        *_keys(settings),
        *_provider(settings, client),
        _service("SingleSignOnService", login),
        _service("SingleLogoutService", logout),
        "        </IDP>",
        "    </SP>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _keys(settings: _saml.Settings) -> Iterator[str]:
    if not settings.signs and not settings.encrypts:
        return
    yield "        <Keys>"
    if settings.signs:
        yield '            <Key signing="true">'
        yield from _pem("PrivateKeyPem", _saml.private_key(settings.signing_key))
        yield from _pem("CertificatePem", _saml.certificate(settings.signing_certificate))
        yield "            </Key>"
    if settings.encrypts:
        yield '            <Key encryption="true">'
        yield from _pem("PrivateKeyPem", _saml.private_key(settings.encryption_key))
        yield "            </Key>"
    yield "        </Keys>"


def _pem(name: str, text: str) -> Iterator[str]:
    yield f"                <{name}>"
    yield f"                    {text}"
    yield f"                </{name}>"


def _provider(settings: _saml.Settings, client: Client) -> Iterator[str]:
    attributes = [f'{name}="{value}"' for name, value in (("entityID", "idp"), *_saml.signature(settings, client))]
    yield "        <IDP " + "\n             ".join(attributes) + ">"


def _service(name: str, attributes: dict[str, str]) -> str:
    return f"            <{name} " + f"\n{_BEHIND}".join(f'{key}="{value}"' for key, value in attributes.items()) + "/>"
