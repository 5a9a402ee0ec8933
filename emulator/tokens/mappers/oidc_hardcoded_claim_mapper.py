"""Hardcoded claim: a constant, in tokens or beside them in the token answer."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``claim.value`` as ``claim.name``."""
    name = mapper.config.get("claim.name")
    path = claim.path(name or "")
    value = claim.convert(mapper.config.get("claim.value"), mapper.config.get("jsonType.label"), path if kind != "response" else ())
    if not name or value is None or value == "":
        return None
    write = Draft.put_in_answer if kind == "response" else Draft.put

    def apply(draft: Draft, subject: Subject) -> None:
        write(draft, path, value)

    return apply


MAPPER = Mapper(
    "oidc-hardcoded-claim-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection", "response"}),
    reads_session=False,
    bind=bind,
)
