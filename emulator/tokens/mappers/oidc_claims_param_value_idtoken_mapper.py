"""Claims parameter with value ID Token: the value that the request gave for an essential claim."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import claim, claims_request
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes the requested value of ``claim.name``; one without a value, or not essential, is left out."""
    name = mapper.config.get("claim.name")
    if not name:
        return None
    path = claim.path(name)

    def apply(draft: Draft, subject: Subject) -> None:
        value = claims_request.essential(subject, claims_request.ID_TOKEN).get(name, {}).get("value")
        if isinstance(value, str):
            draft.put(path, value)

    return apply


MAPPER = Mapper("oidc-claims-param-value-idtoken-mapper", places=frozenset({"id"}), reads_session=True, bind=bind)
