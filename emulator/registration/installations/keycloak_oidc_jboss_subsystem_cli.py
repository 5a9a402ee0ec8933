"""A deployment of WildFly's subsystem for OpenID Connect, as commands of its command line."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _settings

_DEPLOYMENT = '/subsystem=keycloak/secure-deployment="WAR MODULE NAME.war"/'
_FLAGS = ("bearer-only", "public-client", "verify-token-audience", "use-resource-role-mappings")


def write(context: Context, client: Client, base: str) -> str:
    """The commands, one for the deployment and one for each credential."""
    settings = _settings.of(context.tables, client, base)
    lines = [
        f'realm="{settings["realm"]}"',
        f'resource="{settings["resource"]}"',
        f"auth-server-url={settings['auth-server-url']}",
        *(f"{name}=true" for name in _FLAGS if settings.get(name)),
        f"ssl-required={context.realm.ssl_required.upper()}",
    ]
    deployment = f"{_DEPLOYMENT}:add( \\\n    " + ", \\\n    ".join(lines) + ")\n"
    credentials = settings.get("credentials") or {}
    commands = (f"{_DEPLOYMENT}credential={name}:add(value={_value(value)})\n" for name, value in credentials.items())
    return f"{deployment}\n" + "\n".join(commands)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}={text}" for name, text in value.items()) + "}"
    return str(value)


INSTALLATION = Installation("keycloak-oidc-jboss-subsystem-cli", write)
