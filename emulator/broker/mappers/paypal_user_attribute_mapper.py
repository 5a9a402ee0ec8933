"""Attribute Importer of the profile that this provider has."""

from __future__ import annotations

from emulator.broker.mappers import BrokerMapper, _profile_fields

BROKER_MAPPER = BrokerMapper("paypal-user-attribute-mapper", preprocess=_profile_fields.preprocess, updated=_profile_fields.updated)
