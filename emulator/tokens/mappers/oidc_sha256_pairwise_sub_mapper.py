"""Pairwise subject (OpenID Connect Core section 8.1): ``sub`` differs from sector to sector."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import pairwise
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``sub`` as a name-based UUID of sector, user and salt."""
    salt = mapper.config.get("pairwiseSubAlgorithmSalt") or ""
    sector_uri = mapper.config.get("sectorIdentifierUri") or ""

    def apply(draft: Draft, subject: Subject) -> None:
        sector = pairwise.sector(subject.client, sector_uri)
        draft.members["sub"] = pairwise.subject(sector, subject.user.id, salt)

    return apply


MAPPER = Mapper(
    "oidc-sha256-pairwise-sub-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    always=True,
    bind=bind,
)
