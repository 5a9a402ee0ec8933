"""User attribute: a user's attribute or property as a claim, optionally joined with the groups' attributes."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim, people
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the attribute ``user.attribute`` as ``claim.name``."""
    config = mapper.config
    attribute, name = config.get("user.attribute"), config.get("claim.name")
    if not attribute or not name:
        return None
    path = claim.path(name)
    aggregate = config.get("aggregate.attrs") == "true"

    def apply(draft: Draft, subject: Subject) -> None:
        values = people.attribute_values(subject, attribute, aggregate)
        value = claim.of_values(values, config, path)
        if value is not None:
            draft.put(path, value)

    return apply


MAPPER = Mapper(
    "oidc-usermodel-attribute-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
