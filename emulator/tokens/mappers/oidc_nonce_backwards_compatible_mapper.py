"""Nonce: the login's nonce in access tokens too, as older versions had it."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``nonce`` when the login had one."""

    def apply(draft: Draft, subject: Subject) -> None:
        nonce = subject.client_notes.get("nonce")
        if nonce:
            draft.members["nonce"] = nonce

    return apply


MAPPER = Mapper("oidc-nonce-backwards-compatible-mapper", places=frozenset({"access"}), reads_session=True, always=True, bind=bind)
