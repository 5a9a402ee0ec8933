"""A realm has no more clients than this."""

from __future__ import annotations

from typing import Any

from emulator.registration import settings
from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.state.store import RealmTables

_MAX, _USUAL = "max-clients", 200


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """The limit."""
    return [settings.described(_MAX, "max-clients", "String", str(_USUAL))]


def check(tables: RealmTables, config: settings.Config) -> None:
    """The limit is a number; raises Unfit."""
    settings.check_number(config, _MAX, "Max Clients Per Realm")


def before_register(request: Request) -> None:
    """The realm's clients, Keycloak's own among them, are counted."""
    text = settings.first(request.config, _MAX)
    try:
        most = settings.number(text) if text is not None else _USUAL
    except ValueError:
        most = _USUAL
    if len(request.tables.clients) >= most:
        raise Rejected(f"It's allowed to have max {most} clients per realm")


REGISTRATION_POLICY = RegistrationPolicy(
    "max-clients",
    help="Refuses registrations once the realm has this many clients.",
    properties=properties,
    check=check,
    before_register=before_register,
)
