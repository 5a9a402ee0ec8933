"""Keycloak's descriptions of its kinds of identity providers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def types() -> dict[str, dict[str, Any]]:
    """What Keycloak says of its kinds of identity providers (``providers``) and of their mappers (``mappers``), by provider id."""
    found: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("identity_provider_types.json").read_text())
    return found
