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


def updated_in_legacy_mode(subject: Subject) -> None:
    """Takes the role and never grants it, as observed."""
    _granting.role(subject, _claims.all_fit(subject.mapper, subject.identity), take=True, give=False)


BROKER_MAPPER = BrokerMapper(
    "oidc-advanced-role-idp-mapper", imported=imported, updated=updated, updated_in_legacy_mode=updated_in_legacy_mode
)
