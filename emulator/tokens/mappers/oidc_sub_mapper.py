"""Subject: the user's id as ``sub``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``sub``."""

    def apply(draft: Draft, subject: Subject) -> None:
        draft.members["sub"] = subject.user.id

    return apply


MAPPER = Mapper("oidc-sub-mapper", priority=-10, places=frozenset({"access", "introspection"}), reads_session=False, bind=bind)
