"""User realm role: the realm roles that the token may carry as a claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


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


MAPPER = Mapper(
    "oidc-usermodel-realm-role-mapper",
    priority=40,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
