"""The rules for API tokens that a realm's attributes make."""

from __future__ import annotations

from emulator.core.dataclass import dataclass
from emulator.realm.api_tokens import ATTRIBUTES, CLIENT, PREFIX, SEPARATOR, faults
from emulator.realm.views import Realm


@dataclass(frozen=True, slots=True)
class ApiTokens:
    """The realm's rules.

    ``max_lifespan`` is in seconds, 0 for no limit. ``client`` is the ``clientId`` whose scopes and mappers shape the tokens. ``roles`` and
    ``scopes`` limit what a token may have, ``audience`` which clients may introspect and exchange it; empty ones do not limit.
    """

    prefix: str = PREFIX
    max_lifespan: int = 0
    client: str = CLIENT
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()


def of(realm: Realm) -> ApiTokens:
    """The realm's rules; raises ValueError for attributes that make none."""
    values = {short: str(realm.attributes.get(name) or "") for short, name in ATTRIBUTES.items()}
    fault = next(iter(faults({name: value for name, value in values.items() if value})), None)
    if fault is not None:
        raise ValueError(f"the realm attribute {ATTRIBUTES[fault[0]]} {fault[1]}")
    return ApiTokens(
        values["prefix"] or PREFIX,
        int(values["maxLifespan"] or 0),
        values["client"] or CLIENT,
        _list(values["roles"]),
        _list(values["scopes"]),
        _list(values["audience"]),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(SEPARATOR) if part)
