"""What Keycloak refuses in a client that an administrator creates or changes: its protocol, and URLs that nobody should follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.core.errors import AdminError

_PROTOCOLS = ("openid-connect", "saml", "docker-v2", "oid4vc")
_ILLEGAL = ("javascript", "data")
_SCHEMES = ("http", "https", "ftp", "file", "jar", "mailto")
_ATTRIBUTES = {
    "backchannel.logout.url": "Backchannel logout URL", "frontchannel.logout.url": "Front-channel logout URL", "jwks.url": "JWKS URL",
    "logoUri": "Logo URL", "policyUri": "Policy URL", "tosUri": "Terms of service URL",
}  # fmt: skip
_LOOSE = ("logoUri",)
_LISTS = {
    "post.logout.redirect.uris": "A post-logout redirect URI uses an illegal scheme",
    "request.uris": "Valid request URIs has a value with illegal scheme",
}


def check(document: Mapping[str, Any]) -> None:
    """Raises AdminError for the first fault of a ClientRepresentation."""
    for fault in _faults(document):
        raise AdminError(400, {"error": "invalid_input", "error_description": fault})


def _faults(document: Mapping[str, Any]) -> Iterator[str]:
    protocol = document.get("protocol")
    if protocol is not None and protocol not in _PROTOCOLS:
        yield f"Invalid protocol: {protocol}"
    root = document.get("rootUrl") or ""
    if not root.startswith("${"):
        yield from _url("Root URL", root)
    if "#" in root:
        yield "Root URL must not contain an URL fragment"
    for name, said in (("baseUrl", "Base URL"), ("adminUrl", "Admin URL")):
        value = document.get(name) or ""
        if not value.startswith("/"):
            yield from _url(said, value)
    for uri in document.get("redirectUris") or ():
        if _scheme(uri) in _ILLEGAL:
            yield "A redirect URI uses an illegal scheme"
        if any(letter <= " " or letter in '<>"{}|\\^`' for letter in uri):
            yield "A redirect URI is not a valid URI"
        if "#" in uri:
            yield "A redirect URI must not contain an URL fragment"
    attributes = document.get("attributes") or {}
    for name, said in _ATTRIBUTES.items():
        yield from _url(said, str(attributes.get(name) or ""), loose=name in _LOOSE)
    for name, said in _LISTS.items():
        if any(_scheme(uri) in _ILLEGAL for uri in str(attributes.get(name) or "").split("##")):
            yield said


def _url(said: str, value: str, *, loose: bool = False) -> Iterator[str]:
    if not value:
        return
    if _scheme(value) in _ILLEGAL:
        yield f"{said} uses an illegal scheme"
    elif not loose and (_scheme(value) not in _SCHEMES or any(letter <= " " for letter in value)):
        yield f"{said} is not a valid URL"


def _scheme(url: str) -> str:
    return url.partition(":")[0].strip().lower() if ":" in url else ""
