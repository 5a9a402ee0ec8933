"""A deployment of WildFly's subsystem for OpenID Connect, as XML; as observed, texts stand in it as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.context import Context
from emulator.realm.views import Client
from emulator.registration.installations import Installation, _settings

_ORDER = ("realm", "auth-server-url", "bearer-only", "public-client", "ssl-required", "resource", "verify-token-audience")


def write(context: Context, client: Client, base: str) -> str:
    """The element of the deployment."""
    settings = {**_settings.of(context.tables, client, base), "ssl-required": context.realm.ssl_required.upper()}
    lines = [_element(name, settings[name]) for name in _ORDER if name in settings]
    lines += _credentials(settings.get("credentials") or {})
    if settings.get("use-resource-role-mappings"):
        lines.append(_element("use-resource-role-mappings", True))
    body = "".join(f"    {line}\n" for line in lines)
    return f'<secure-deployment name="WAR MODULE NAME.war">\n{body}</secure-deployment>\n'


def _credentials(credentials: Mapping[str, Any]) -> Iterator[str]:
    for name, value in credentials.items():
        if not isinstance(value, Mapping):
            yield f'<credential name="{name}">{value}</credential>'
            continue
        yield f'<credential name="{name}">'
        for inner, text in value.items():
            yield f"    {_element(inner, text)}"
        yield "</credential>"


def _element(name: str, value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{text}</{name}>"


INSTALLATION = Installation("keycloak-oidc-jboss-subsystem", write)
