"""What a mapper cannot do without."""

from __future__ import annotations

from emulator.core.errors import BrokenRequest
from emulator.realm.views import ProtocolMapper


def needed(mapper: ProtocolMapper, name: str) -> str:
    """A member of the mapper's configuration; raises OAuthError where it is absent or empty, and Keycloak stumbles."""
    value = mapper.config.get(name)
    if not value:
        raise BrokenRequest("invalid_request", f"The mapper '{mapper.name}' names no {name}")
    return value
