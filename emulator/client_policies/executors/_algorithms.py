"""Signature algorithms that are secure enough for financial-grade APIs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.client_policies.event import Event, refused

SECURE = frozenset({"PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
REFUSED = "not allowed signature algorithm."
_USUAL = "PS256"


def secure(event: Event, names: Iterable[str], configuration: Mapping[str, Any]) -> None:
    """Sets these attributes of a client that is changed where it names no algorithm; raises OAuthError for one that is not secure."""
    default = configuration.get("default-algorithm")
    attributes = dict(event.proposed.get("attributes") or {})
    for name in names:
        if attributes.get(name) is None:
            attributes[name] = default if default in SECURE else _USUAL
        elif attributes[name] not in SECURE:
            raise refused("invalid_request", REFUSED)
    event.proposed["attributes"] = attributes
