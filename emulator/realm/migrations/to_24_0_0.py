"""24.0.0: every realm has a declared user profile."""

import json

from emulator.core.documents import Document
from emulator.core.json_text import json_text
from emulator.realm.gates.user_profile import COMPONENT, MEMBER
from emulator.realm.migrations import Material, Migration, _find, _flows, _keys
from emulator.realm.user_profile import DEFAULT_PROFILE, Config, normalized

_ENABLED = "userProfileEnabled"
_STORAGE = "org.keycloak.storage.UserStorageProvider"
_FIRST_LOGIN = "first broker login"


def migrate(realm: Document, material: Material) -> None:
    """Lets realms that had no declared profile keep attributes that none declares.

    Also: a key for HS512, one setting of LDAP, and the flow of first logins by an identity provider, whatever the file says.
    """
    declared = str(realm["attributes"].get(_ENABLED)).lower() == "true"
    _find.set_attribute(realm, _ENABLED, None)
    if not declared:
        _allow_unmanaged(realm, material)
    for provider in realm["components"].get(_STORAGE) or ():
        if provider["config"].get("useTruststoreSpi", [""])[0] == "ldapsOnly":
            provider["config"] = {**provider["config"], "useTruststoreSpi": ["always"]}
    _keys.add(realm, "hmac-generated", "HS512", material)
    if _flows.find(realm, _FIRST_LOGIN) is not None:
        realm["firstBrokerLoginFlow"] = _FIRST_LOGIN


def _allow_unmanaged(realm: Document, material: Material) -> None:
    profiles = realm["components"].get(COMPONENT) or [{"id": material.ids.uuid(), "providerId": "declarative-user-profile", "config": {}}]
    text = (profiles[0]["config"].get(MEMBER) or [""])[0]
    profile: Config = normalized(json.loads(text)) if text else DEFAULT_PROFILE
    config = {MEMBER: [json_text({**profile, "unmanagedAttributePolicy": "ENABLED"}).decode()]}
    realm["components"][COMPONENT] = [{**profiles[0], "subComponents": {}, "config": config}, *profiles[1:]]


MIGRATION = Migration("24.0.0", migrate)
