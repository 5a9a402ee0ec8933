"""User client role: the client roles that the token may carry as a claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the roles of one client, or of each client, as ``claim.name``, where ``${client_id}`` stands for the client.

    In a prefix it does so where no client is named.
    """
    config = mapper.config
    name = config.get("claim.name")
    if not name:
        return None
    only = config.get("usermodel.clientRoleMapping.clientId") or ""
    prefix = config.get("usermodel.clientRoleMapping.rolePrefix") or ""

    def apply(draft: Draft, subject: Subject) -> None:
        for client_id, roles in draft.client_roles.items():
            if roles and only in ("", client_id):
                path = claim.path(name.replace("${client_id}", client_id.replace(".", "\\.")))
                own = prefix if only else prefix.replace("${client_id}", client_id)
                prefixed = [own + role for role in roles]
                claim.put_roles(draft, path, prefixed, config)

    return apply


MAPPER = Mapper(
    "oidc-usermodel-client-role-mapper",
    priority=40,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
