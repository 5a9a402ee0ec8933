"""Group membership: the user's groups, as paths or names, each turned into the claim's JSON type."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.state import groups
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the groups as ``claim.name``."""
    config = mapper.config
    name = config.get("claim.name")
    if not name:
        return None
    path = claim.path(name)
    full = config.get("full.path") == "true"
    several = {**config, "multivalued": "true"}

    def apply(draft: Draft, subject: Subject) -> None:
        mine = groups.of_user(subject.tables, subject.user)
        if mine:
            draft.put(path, claim.of_values([groups.path(subject.tables, group) if full else group.name for group in mine], several))

    return apply


MAPPER = Mapper(
    "oidc-group-membership-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
