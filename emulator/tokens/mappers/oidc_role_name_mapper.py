"""Role name: renames a role, also from one client (or the realm) to another."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import role_names as roles
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper
from emulator.tokens.mappers._needed import needed


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Renames ``role`` to ``new.role.name`` before the role mappers run."""
    client_id, name = roles.split(needed(mapper, "role"))
    new_client_id, new_name = roles.split(needed(mapper, "new.role.name"))

    def apply(draft: Draft, subject: Subject) -> None:
        if roles.target(draft, client_id).pop(name, "") is None:
            roles.target(draft, new_client_id)[new_name] = None

    return apply


MAPPER = Mapper(
    "oidc-role-name-mapper",
    priority=10,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    always=True,
    bind=bind,
)
