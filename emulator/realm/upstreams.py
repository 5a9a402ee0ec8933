"""Identity providers that the emulator plays itself: ``upstreams`` of a realm file, kept as realm attributes that Keycloak ignores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.gates import identity_provider
from emulator.realm.schema import Fault

_PREFIX = "upstream."
FIELDS: Mapping[str, Mapping[str, Any]] = {"Upstream": {"personas": {"*": {"*": "any"}}}}
"""The shorthand, in the terms of ``realm.schema``."""


def faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """An upstream has somebody who can log in there."""
    for alias, upstream in (document.get("upstreams") or {}).items():
        if not (upstream or {}).get("personas"):
            yield Fault(("upstreams", alias), "needs 'personas': who can log in there, such as {alice: {email: alice@example.org}}")


def expand(realm: Document) -> None:
    """Turns ``upstreams`` into attributes, and makes the identity providers of those that the realm does not describe."""
    upstreams = realm.pop("upstreams", None) or {}
    if not upstreams:
        return
    texts = {f"{_PREFIX}{alias}": json.dumps((upstream or {}).get("personas") or {}) for alias, upstream in upstreams.items()}
    realm["attributes"] = {**(realm.get("attributes") or {}), **texts}
    providers = list(realm.get("identityProviders") or ())
    known = {provider.get("alias") for provider in providers}
    realm["identityProviders"] = [*providers, *(provider({"alias": alias}) for alias in upstreams if alias not in known)]


def provider(given: Mapping[str, Any]) -> Document:
    """An identity provider of a mapping: of the kind that it is called after, or any OpenID Connect provider."""
    alias = str(given.get("alias"))
    kind = alias if alias in identity_provider.KINDS else "oidc"
    return {"providerId": kind, "enabled": True, "config": {"clientId": alias, "clientSecret": "secret"}, **given}


def aliases(realm: Mapping[str, Any]) -> list[str]:
    """The providers that the emulator plays."""
    return [name.removeprefix(_PREFIX) for name in realm.get("attributes") or {} if name.startswith(_PREFIX)]


def personas(realm: Mapping[str, Any], alias: str) -> dict[str, dict[str, Any]]:
    """Who can log in at a provider that the emulator plays, with their claims; nobody at any other."""
    try:
        found = json.loads((realm.get("attributes") or {}).get(f"{_PREFIX}{alias}") or "{}")
    except ValueError:
        return {}
    found = found if isinstance(found, dict) else {}
    return {name: _filled(name, claims if isinstance(claims, dict) else {}) for name, claims in found.items()}


def _filled(name: str, claims: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a persona, with what every provider tells of its users."""
    first, _, last = str(claims.get("name") or "").partition(" ")
    usual = {
        "sub": str(int.from_bytes(name.encode()[:6], "big")),
        "preferred_username": name,
        "email": name if "@" in name else f"{name.replace(' ', '.')}@example.org",
        "email_verified": True,
        "given_name": first or name.partition("@")[0].capitalize(),
        "family_name": last or "Example",
    }
    filled = {**usual, **claims}
    filled.setdefault("name", f"{filled['given_name']} {filled['family_name']}")
    return {claim: value for claim, value in filled.items() if value is not None}
