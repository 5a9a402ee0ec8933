"""Authentication context class reference: the level of authentication as ``acr``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import levels
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``acr``: the name that the client or the realm gives to the session's level, else the level."""

    def apply(draft: Draft, subject: Subject) -> None:
        draft.members["acr"] = levels.acr(subject)

    return apply


MAPPER = Mapper("oidc-acr-mapper", places=frozenset({"access", "id", "introspection"}), reads_session=True, bind=bind)
