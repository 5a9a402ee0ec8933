"""Hardcoded Role: every user of the provider has the role."""

from __future__ import annotations

from emulator.broker.mappers import BrokerMapper, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Grants the role."""
    _granting.role(subject, True, take=False)


def updated(subject: Subject) -> None:
    """Grants the role, should it have been taken."""
    _granting.role(subject, True, take=False)


BROKER_MAPPER = BrokerMapper("oidc-hardcoded-role-idp-mapper", imported=imported, updated=updated)
