"""User property: a built-in property of the user as a claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim, people
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the property ``user.attribute`` as ``claim.name``."""
    config = mapper.config
    prop, name = config.get("user.attribute"), config.get("claim.name")
    if not prop or not name:
        return None
    path = claim.path(name)

    def apply(draft: Draft, subject: Subject) -> None:
        value = claim.convert(people.property_value(subject.user, prop), config.get("jsonType.label"), path)
        if value is not None:
            draft.put(path, value)

    return apply


MAPPER = Mapper(
    "oidc-usermodel-property-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
