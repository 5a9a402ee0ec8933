"""Audience resolve: every client that the token carries a role of becomes an audience."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Adds the clients whose roles the token may carry, without the token's own client."""

    def apply(draft: Draft, subject: Subject) -> None:
        for client_id, roles in draft.client_roles.items():
            if roles and client_id != subject.client.client_id:
                draft.add_audience(client_id)

    return apply


MAPPER = Mapper("oidc-audience-resolve-mapper", priority=30, places=frozenset({"access", "introspection"}), reads_session=False, bind=bind)
