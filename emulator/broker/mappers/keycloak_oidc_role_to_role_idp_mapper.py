"""External Role to Role: a role for users who have another one at a Keycloak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.broker.mappers import BrokerMapper, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Grants the role to those who have the external one."""
    _granting.role(subject, _has(subject), take=False)


def updated(subject: Subject) -> None:
    """Grants or takes the role."""
    _granting.role(subject, _has(subject), take=True)


def _has(subject: Subject) -> bool:
    name = subject.mapper.config.get("external.role") or ""
    claims = subject.identity.access_claims
    client, dot, role = name.partition(".")
    if dot and role in _roles((claims.get("resource_access") or {}).get(client)):
        return True
    return name in _roles(claims.get("realm_access"))


def _roles(access: Any) -> list[str]:
    found = access.get("roles") if isinstance(access, Mapping) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


BROKER_MAPPER = BrokerMapper("keycloak-oidc-role-to-role-idp-mapper", imported=imported, updated=updated)
