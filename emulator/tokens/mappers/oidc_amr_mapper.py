"""Authentication method reference: the reference values of the authenticators used as ``amr``."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import references
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``amr``, an empty list when no step of the login has a reference value."""

    def apply(draft: Draft, subject: Subject) -> None:
        draft.others["amr"] = references.values(subject)

    return apply


MAPPER = Mapper("oidc-amr-mapper", places=frozenset({"access", "id"}), reads_session=True, bind=bind)
