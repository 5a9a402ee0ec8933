"""Pages of these origins may use client registration (CORS)."""

from __future__ import annotations

from typing import Any

from emulator.registration import settings
from emulator.registration.policies import RegistrationPolicy
from emulator.state.store import RealmTables

_ORIGINS = "web-origins"


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """The origins."""
    return [settings.described(_ORIGINS, "registration-web-origins", "MultivaluedString")]


def allowed_origins(config: settings.Config) -> list[str]:
    """The origins of the configuration."""
    return settings.values(config, _ORIGINS)


REGISTRATION_POLICY = RegistrationPolicy(
    "registration-web-origins",
    help="Accepts registrations by scripts of these origins.",
    properties=properties,
    allowed_origins=allowed_origins,
)
