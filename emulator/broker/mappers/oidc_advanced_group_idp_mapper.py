"""Advanced Claim to Group: a group for users all of whose listed claims fit."""

from __future__ import annotations

from emulator.broker.mappers import BrokerMapper, _claims, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Joins the group where the claims fit."""
    _granting.group(subject, _claims.all_fit(subject.mapper, subject.identity), take=False)


def updated(subject: Subject) -> None:
    """Joins or leaves the group."""
    _granting.group(subject, _claims.all_fit(subject.mapper, subject.identity), take=True)


BROKER_MAPPER = BrokerMapper("oidc-advanced-group-idp-mapper", imported=imported, updated=updated, updated_in_legacy_mode=updated)
