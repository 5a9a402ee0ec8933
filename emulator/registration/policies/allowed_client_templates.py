"""Clients may ask for these client scopes only; the provider id is from the time when client scopes were called templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.realm.scalars import java_text
from emulator.registration import settings
from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.registration.settings import Unfit
from emulator.state.store import RealmTables

_SCOPES, _DEFAULTS = "allowed-client-scopes", "allow-default-scopes"
_OPENID = "openid"


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """The scopes, and whether the realm's own are among them."""
    return [
        settings.described(_SCOPES, "allowed-client-scopes", "MultivaluedList", options=_known(tables)),
        settings.described(_DEFAULTS, "allow-default-scopes", "boolean", True),
    ]


def _known(tables: RealmTables) -> list[str]:
    return list(dict.fromkeys([*(scope["name"] for scope in tables.client_scopes), _OPENID]))


def check(tables: RealmTables, config: settings.Config) -> None:
    """The scopes are ones that the realm has; raises Unfit."""
    wanted = settings.values(config, _SCOPES)
    if (_SCOPES in config and config[_SCOPES] is None) or not set(_known(tables)).issuperset(wanted):
        raise Unfit(f"Client scopes not allowed: {java_text(wanted)}")


def before_register(request: Request) -> None:
    """What a new client asks for is allowed."""
    given = request.representation
    _check(request, [*(given.get("defaultClientScopes") or ()), *(given.get("optionalClientScopes") or ())])


def before_update(request: Request) -> None:
    """What a client asks for beside what it has is allowed."""
    if request.client is None:
        return
    given, client = request.representation, request.client
    wanted = [name for name in given.get("defaultClientScopes") or () if name not in client.default_client_scopes]
    wanted += [name for name in given.get("optionalClientScopes") or () if name not in client.optional_client_scopes]
    _check(request, wanted)


def _check(request: Request, wanted: Iterable[str]) -> None:
    allowed = set(settings.values(request.config, _SCOPES))
    if settings.flag(request.config, _DEFAULTS):
        document = request.tables.document
        allowed |= {*(document.get("defaultDefaultClientScopes") or ()), *(document.get("defaultOptionalClientScopes") or ())}
    if not allowed.issuperset(wanted):
        raise Rejected("Not permitted to use specified clientScope")


REGISTRATION_POLICY = RegistrationPolicy(
    "allowed-client-templates",
    help="Limits client scopes of registered clients to this list.",
    properties=properties,
    check=check,
    before_register=before_register,
    before_update=before_update,
)
