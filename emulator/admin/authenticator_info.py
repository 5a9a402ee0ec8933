"""What Keycloak says of authenticators, form actions and client authenticators: names and what may be chosen for them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_WITH_SECRET = ("client-secret", "client-secret-jwt")
_KINDS = {"client-flow": "client-authenticator", "form-flow": "form-action"}
FLOW_CHOICES = {
    "basic-flow": ("REQUIRED", "ALTERNATIVE", "DISABLED", "CONDITIONAL"),
    "form-flow": ("REQUIRED", "DISABLED"),
    "client-flow": ("ALTERNATIVE", "REQUIRED", "DISABLED"),
}
"""How a flow inside of another may be required, by its type."""
_CHOICES = ("REQUIRED", "ALTERNATIVE", "DISABLED")


@cache
def _all() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("authenticators.json").read_text())
    return found


def fits(flow_type: str, provider: str | None) -> bool:
    """Whether Keycloak has this provider for flows of this type (their ``providerId``)."""
    known = _all().get(provider or "")
    return known is not None and known["kind"] == _KINDS.get(flow_type, "authenticator")


def of(provider: str) -> dict[str, Any]:
    """The provider's part of AuthenticationExecutionInfoRepresentation."""
    known = _all().get(provider)
    if known is None:
        return {"displayName": provider, "requirementChoices": list(_CHOICES), "configurable": False, "providerId": provider}
    shown = {name: known[name] for name in ("displayName", "requirementChoices", "configurable")}
    return {**shown, "providerId": provider}


def usual_requirement(provider: str) -> str:
    """How a new execution of this provider is required: as it has to be where there is no choice, else not at all."""
    choices: list[str] = of(provider)["requirementChoices"]
    return choices[0] if len(choices) == 1 else "DISABLED"


def listing(kind: str) -> list[dict[str, Any]]:
    """Providers of a kind (``authenticator``, ``form-action``, ``client-authenticator``) as the Admin API lists them."""
    return [
        {
            "id": name,
            "displayName": known["displayName"],
            "description": known["description"],
            **({"supportsSecret": name in _WITH_SECRET} if kind == "client-authenticator" else {}),
        }
        for name, known in sorted(_all().items())
        if known["kind"] == kind
    ]
