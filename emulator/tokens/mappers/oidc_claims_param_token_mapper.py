"""Claims parameter Token: names of the user that the request called essential, whatever the scopes."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claims_request
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``name``, ``given_name``, ``family_name``, ``email`` and ``preferred_username``, the only ones as observed."""
    place = claims_request.ID_TOKEN if kind == "id" else claims_request.USERINFO

    def apply(draft: Draft, subject: Subject) -> None:
        user = subject.user
        values = {
            "name": f"{user.first_name} {user.last_name}".strip(),
            "given_name": user.first_name,
            "family_name": user.last_name,
            "email": user.email,
            "preferred_username": user.username,
        }
        for name in claims_request.essential(subject, place):
            if values.get(name):
                draft.others[name] = values[name]

    return apply


MAPPER = Mapper("oidc-claims-param-token-mapper", places=frozenset({"id", "userinfo"}), reads_session=True, bind=bind)
