"""Allowed web origins: the client's web origins as ``allowed-origins``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``allowed-origins`` when the client has any, also if they come to nothing: ``+`` without redirect URIs."""

    def apply(draft: Draft, subject: Subject) -> None:
        if subject.client.web_origins:
            draft.members["allowed-origins"] = subject.context.web_origins(subject.client)

    return apply


MAPPER = Mapper("oidc-allowed-origins-mapper", places=frozenset({"access", "introspection"}), reads_session=True, bind=bind)
