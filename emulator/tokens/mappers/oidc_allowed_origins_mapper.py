"""Allowed web origins: the client's web origins as ``allowed-origins``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.realm.web_origins import web_origins
from emulator.tokens.draft import Apply, Draft, Subject

NAME = "Allowed Web Origins"
PRIORITY = 0
PLACES = frozenset({"access", "introspection"})
READS_SESSION = False


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``allowed-origins`` when the client has any."""

    def apply(draft: Draft, subject: Subject) -> None:
        origins = web_origins(subject.client)
        if origins:
            draft.claims["allowed-origins"] = origins

    return apply
