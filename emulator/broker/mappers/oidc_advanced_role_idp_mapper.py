"""Advanced Claim to Role: a role for users all of whose listed claims fit."""

from __future__ import annotations

from emulator.broker.mappers import BrokerMapper, _claims, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Grants the role where the claims fit."""
    _granting.role(subject, _claims.all_fit(subject.mapper, subject.identity), take=False)


def updated(subject: Subject) -> None:
    """Grants or takes the role."""
    _granting.role(subject, _claims.all_fit(subject.mapper, subject.identity), take=True)


BROKER_MAPPER = BrokerMapper("oidc-advanced-role-idp-mapper", updates_in_legacy_mode=True, imported=imported, updated=updated)
