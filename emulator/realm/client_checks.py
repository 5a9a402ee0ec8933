"""What Keycloak's import refuses in a client: URLs that no browser should follow, and pairwise subjects without a sector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from emulator.core.errors import AdminError
from emulator.realm.refusal import broken

_ILLEGAL_SCHEMES = ("javascript", "data", "vbscript")
_URL_SCHEMES = ("http", "https", "ftp", "file", "jar")
_PROTOCOLS = ("openid-connect", "saml", "oid4vc")
_PAIRWISE = "oidc-sha256-pairwise-sub-mapper"
_URLS = ("rootUrl", "adminUrl")
_URL_ATTRIBUTES = ("backchannel.logout.url",)


def check(client: Mapping[str, Any]) -> None:
    """Raises what Keycloak answers (500) when a client of an imported representation is not valid."""
    reason = _invalid(client)
    if reason:
        raise broken(f"Invalid client {client['clientId']}: {reason}")


def check_mappers(mappers: list[dict[str, Any]]) -> None:
    """Raises what Keycloak answers when two mappers have one name (409) or one lacks a member that it needs (500)."""
    names: set[tuple[str, str]] = set()
    for mapper in mappers:
        if not (mapper.get("name") and mapper.get("protocol") and mapper.get("protocolMapper")):
            raise broken("a protocol mapper needs name, protocol and protocolMapper")
        name = (mapper["protocol"], mapper["name"])
        if name in names:
            raise AdminError(409, {"errorMessage": "Protocol mapper name must be unique per protocol"}, f"mapper {name[1]}")
        names.add(name)


def _invalid(client: Mapping[str, Any]) -> str:
    if not client["clientId"]:
        return "Client ID cannot be empty"
    if client["protocol"] not in _PROTOCOLS:
        return f"Invalid protocol: {client['protocol']}"
    attributes = client.get("attributes") or {}
    whole = [*(client.get(name) for name in _URLS), *(attributes.get(name) for name in _URL_ATTRIBUTES)]
    loose = [client.get("baseUrl"), *client["redirectUris"]]
    for url in [url for url in (*whole, *loose) if url]:
        if illegal_url(url):
            return f"{url} uses an illegal scheme"
        if "#" in url:
            return f"{url} must not contain an URI fragment"
    for url in [url for url in whole if url and not url.startswith("${")]:
        if _scheme(url) not in _URL_SCHEMES:
            return f"{url} is not a valid URL"
    return _pairwise(client)


def illegal_url(url: str) -> bool:
    """Whether a URL would run a script."""
    return _scheme(url) in _ILLEGAL_SCHEMES


def _scheme(url: str) -> str:
    return url.split(":", 1)[0].strip().lower() if ":" in url else ""


def _pairwise(client: Mapping[str, Any]) -> str:
    for mapper in client.get("protocolMappers") or ():
        if mapper["protocolMapper"] != _PAIRWISE or mapper["config"].get("sectorIdentifierUri"):
            continue
        hosts = {urlsplit(uri).hostname for uri in client["redirectUris"] if "://" in uri}
        hosts |= {urlsplit(client["rootUrl"]).hostname} if client.get("rootUrl") and not hosts else set()
        if not hosts:
            return "Client redirect URIs must contain a valid host component."
        if len(hosts) > 1:
            return "Without a configured Sector Identifier URI, client redirect URIs must not contain multiple hosts."
    return ""
