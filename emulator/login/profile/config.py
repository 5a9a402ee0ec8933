"""The realm's user profile as it is configured (UPConfig); Keycloak's default where the realm has none."""

from __future__ import annotations

from emulator.core.json_text import first_json, is_blank
from emulator.realm.gates.user_profile import COMPONENT, MEMBER
from emulator.realm.user_profile import DEFAULT_PROFILE, Config, normalized
from emulator.realm.views import Component
from emulator.state.store import RealmTables

USER_PROFILE, PROFILE_CONFIG = COMPONENT, MEMBER


def config(tables: RealmTables) -> Config:
    """The realm's UPConfig as Keycloak shows it: with ``multivalued`` in each attribute, and with ``groups``."""

    def read() -> Config:
        for document in tables.components.many("type", USER_PROFILE):
            text = (Component(document).config.get(PROFILE_CONFIG) or [""])[0]
            if text and not is_blank(text):
                return normalized(first_json(text))
        return DEFAULT_PROFILE

    return tables.derive("user profile", read)
