"""Subject: the user's id as ``sub``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject

NAME = "Subject (sub)"
PRIORITY = -10
PLACES = frozenset({"access", "introspection"})
READS_SESSION = False


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``sub``."""

    def apply(draft: Draft, subject: Subject) -> None:
        draft.claims["sub"] = subject.user.id

    return apply
