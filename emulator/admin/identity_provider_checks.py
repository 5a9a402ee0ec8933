"""What Keycloak's Admin API refuses in an identity provider."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emulator.core.errors import AdminError

_URLS = {
    "authorizationUrl": "authorization_url", "tokenUrl": "token_url", "logoutUrl": "logout_url", "userInfoUrl": "userinfo_url",
    "jwksUrl": "jwks_url", "tokenIntrospectionUrl": "tokenIntrospection_url",
}  # fmt: skip
_FORBIDDEN = "/#?&"


@cache
def types() -> dict[str, dict[str, Any]]:
    """What Keycloak says of its kinds of identity providers (``providers``) and of their mappers (``mappers``), by provider id."""
    found: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("identity_provider_types.json").read_text())
    return found


def alias(name: str) -> None:
    """Refuses characters that have a meaning in URLs (400)."""
    if " " in name:
        raise AdminError(400, {"error": "Empty Space not allowed."})
    for character in name:
        if character in _FORBIDDEN:
            raise AdminError(400, {"error": f"Character '{character}' not allowed."})


def provider(provider_id: str | None) -> None:
    """Refuses a kind of provider that Keycloak does not have (400)."""
    if provider_id not in types()["providers"]:
        raise AdminError(400, {"errorMessage": f"Invalid identity provider id [{provider_id or 'null'}]"})


def config(document: Mapping[str, Any], ssl_required: str, flows: set[str]) -> None:
    """Refuses URLs that the realm's ``sslRequired`` does not allow, keys without a place, and flows that are not there (400)."""
    found = document.get("config") or {}
    for name, said in _URLS.items():
        if found.get(name):
            _url(str(found[name]), said, ssl_required)
    if _is_true(found, "validateSignature") and _is_true(found, "useJwksUrl") and not found.get("jwksUrl"):
        raise AdminError(400, {"errorMessage": "JWKS URL is required when 'Validate signatures' enabled and 'Use JWKS URL' enabled"})
    if document.get("providerId") == "oauth2" and not found.get("userInfoUrl"):
        raise AdminError(400, {"errorMessage": "User Info URL not provided"})
    if document.get("providerId") == "jwt-authorization-grant" and not found.get("issuer"):
        raise AdminError(400, {"errorMessage": "Issuer is required"})
    for name in ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias"):
        if document.get(name) and document[name] not in flows:
            raise AdminError(500, {"error": "unknown_error", "error_description": "For more on this error consult the server log."},
                             f"there is no authentication flow '{document[name]}'")  # fmt: skip


def _is_true(found: Mapping[str, Any], name: str) -> bool:
    return str(found.get(name)).lower() == "true"


def _url(url: str, said: str, ssl_required: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or any(character.isspace() for character in url):
        raise AdminError(400, {"errorMessage": f"The url [{said}] is malformed"})
    if parts.scheme.lower() not in ("http", "https"):
        raise AdminError(400, {"errorMessage": f"Invalid protocol/scheme for url [{said}]"})
    if parts.scheme.lower() == "http" and not _may_be_plain(parts.hostname or "", ssl_required):
        raise AdminError(400, {"errorMessage": f"The url [{said}] requires secure connections"})


def _may_be_plain(host: str, ssl_required: str) -> bool:
    mode = ssl_required.lower()
    if mode != "external":
        return mode == "none"
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
