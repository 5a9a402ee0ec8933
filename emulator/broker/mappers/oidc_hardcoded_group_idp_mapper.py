"""Hardcoded Group: every user of the provider is a member of the group."""

from __future__ import annotations

from emulator.broker.mappers import BrokerMapper, _granting
from emulator.broker.sync import Subject


def imported(subject: Subject) -> None:
    """Joins the group."""
    _granting.group(subject, True, take=False)


def updated(subject: Subject) -> None:
    """Joins the group, should the user have left it."""
    _granting.group(subject, True, take=False)


BROKER_MAPPER = BrokerMapper("oidc-hardcoded-group-idp-mapper", imported=imported, updated=updated, updated_in_legacy_mode=updated)
