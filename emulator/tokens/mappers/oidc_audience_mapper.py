"""Audience: one more entry in ``aud``, a client or any text."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Adds ``included.client.audience`` or else ``included.custom.audience``."""
    audience = mapper.config.get("included.client.audience") or mapper.config.get("included.custom.audience")
    if not audience:
        return None

    def apply(draft: Draft, subject: Subject) -> None:
        draft.add_audience(audience)

    return apply


MAPPER = Mapper("oidc-audience-mapper", places=frozenset({"access", "id", "introspection"}), reads_session=False, bind=bind)
