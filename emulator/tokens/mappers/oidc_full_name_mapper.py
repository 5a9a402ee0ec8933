"""User's full name: first and last name as ``name``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``name``; nothing for a user without names."""

    def apply(draft: Draft, subject: Subject) -> None:
        parts = [part for part in (subject.user.first_name, subject.user.last_name) if part]
        if parts:
            draft.others["name"] = " ".join(parts)

    return apply


MAPPER = Mapper("oidc-full-name-mapper", places=frozenset({"access", "id", "userinfo", "introspection"}), reads_session=False, bind=bind)
