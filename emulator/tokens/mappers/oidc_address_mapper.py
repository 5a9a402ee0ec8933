"""User address: the address claim (OpenID Connect Core section 5.1.1) of user attributes."""

from __future__ import annotations

from emulator.realm.views import ProtocolMapper
from emulator.tokens import people
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper

_PARTS = (
    ("street", "street_address", "street"),
    ("locality", "locality", "locality"),
    ("region", "region", "region"),
    ("postal_code", "postal_code", "postal_code"),
    ("country", "country", "country"),
    ("formatted", "formatted", "formatted"),
)


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes ``address`` when any of its attributes is set."""
    config = mapper.config
    names = [(member, config.get(f"user.attribute.{part}") or default) for part, member, default in _PARTS]

    def apply(draft: Draft, subject: Subject) -> None:
        address = {}
        for member, attribute in names:
            values = people.own_values(subject.user, attribute)
            if values and values[0]:
                address[member] = values[0]
        if address:
            draft.others["address"] = address

    return apply


MAPPER = Mapper("oidc-address-mapper", places=frozenset({"access", "id", "userinfo", "introspection"}), reads_session=False, bind=bind)
