"""Claim to Role: a role for users whose claim has one value."""

from __future__ import annotations

from emulator.broker.identity import claim, texts
from emulator.broker.mappers import BrokerMapper, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Grants the role where the claim fits."""
    _granting.role(subject, _applies(subject), take=False)


def updated(subject: Subject) -> None:
    """Grants or takes the role."""
    _granting.role(subject, _applies(subject), take=True)


def updated_in_legacy_mode(subject: Subject) -> None:
    """Takes the role and never grants it, as observed."""
    _granting.role(subject, _applies(subject), take=True, give=False)


def _applies(subject: Subject) -> bool:
    config = subject.mapper.config
    return (config.get("claim.value") or "") in texts(claim(subject.identity, config.get("claim") or ""))


BROKER_MAPPER = BrokerMapper("oidc-role-idp-mapper", imported=imported, updated=updated, updated_in_legacy_mode=updated_in_legacy_mode)
