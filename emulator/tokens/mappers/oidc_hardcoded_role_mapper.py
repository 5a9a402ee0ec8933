"""Hardcoded role: one more role, ``name`` of the realm or ``client.name``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import role_names as roles
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper
from emulator.tokens.mappers._needed import needed


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Adds ``role`` before the role mappers run."""
    client_id, name = roles.split(needed(mapper, "role"))
    if not (client_id or name):
        return None

    def apply(draft: Draft, subject: Subject) -> None:
        # A token that was narrowed to certain roles gets no others.
        if subject.roles is None:
            roles.target(draft, client_id)[name] = None

    return apply


MAPPER = Mapper(
    "oidc-hardcoded-role-mapper",
    priority=20,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    always=True,
    bind=bind,
)
