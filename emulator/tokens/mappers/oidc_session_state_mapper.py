"""Session state: the session's id as ``session_state`` too."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``session_state``."""

    def apply(draft: Draft, subject: Subject) -> None:
        if subject.session is not None:
            draft.members["session_state"] = subject.session.id

    return apply


MAPPER = Mapper("oidc-session-state-mapper", places=frozenset({"access", "id", "userinfo", "introspection"}), reads_session=True, bind=bind)
