"""2.3.0: mappers say whether a claim is in userinfo."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration

_ID, _USERINFO = "id.token.claim", "userinfo.token.claim"


def migrate(realm: Document, material: Material) -> None:
    """A claim of ID tokens is in userinfo too, where the mapper does not say."""
    for owner in (*realm["clients"], *realm["clientScopes"]):
        for mapper in owner.get("protocolMappers") or ():
            config = mapper.get("config") or {}
            if _ID in config and _USERINFO not in config:
                mapper["config"] = {**config, _USERINFO: config[_ID]}


MIGRATION = Migration("2.3.0", migrate)
