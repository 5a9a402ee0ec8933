"""User realm role: the realm roles that the token may carry as a claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject

NAME = "User Realm Role"
PRIORITY = 40
PLACES = frozenset({"access", "id", "userinfo", "introspection"})
READS_SESSION = False


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the realm roles as ``claim.name``."""
    config = mapper.config
    name = config.get("claim.name")
    if not name:
        return None
    path = claim.path(name)
    prefix = config.get("usermodel.realmRoleMapping.rolePrefix") or ""

    def apply(draft: Draft, subject: Subject) -> None:
        if draft.realm_roles:
            claim.put_roles(draft, path, [prefix + role for role in draft.realm_roles], config)

    return apply
