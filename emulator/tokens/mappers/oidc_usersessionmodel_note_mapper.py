"""User session note: what a login left in the session as a claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper
from emulator.tokens.mappers._needed import needed


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the note ``user.session.note`` as ``claim.name``; without the name of a note there is no token, as in Keycloak."""
    config = mapper.config
    note, name = needed(mapper, "user.session.note"), config.get("claim.name")
    if not name:
        return None
    path = claim.path(name)
    write = Draft.put_in_answer if kind == "response" else Draft.put

    def apply(draft: Draft, subject: Subject) -> None:
        value = claim.convert(subject.notes.get(note), config.get("jsonType.label"), path if kind != "response" else ())
        if value is not None:
            write(draft, path, value)

    return apply


MAPPER = Mapper(
    "oidc-usersessionmodel-note-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection", "response"}),
    reads_session=True,
    bind=bind,
)
