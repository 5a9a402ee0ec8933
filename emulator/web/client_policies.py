"""Where requests meet the realm's client policies. In a realm without any, nothing of them is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.realm.views import Client
from emulator.state.store import RealmTables
from emulator.web.call import Call

if TYPE_CHECKING:
    from emulator.client_policies.event import Event


def are_there(tables: RealmTables) -> bool:
    """Whether the realm has any policy."""
    return bool((tables.document.get("clientPolicies") or {}).get("policies"))


def trigger(
    call: Call,
    kind: str,
    client: Client,
    parameters: Mapping[str, str] | None = None,
    *,
    redirect_uri: str = "",
    scope: str | None = None,
) -> None:
    """A client's request, by the name of Keycloak's ClientPolicyEvent; raises OAuthError for one that a policy refuses."""
    if not are_there(call.realm):
        return
    from emulator.client_policies.event import Event

    event = Event(kind, call.realm, client, parameters or {}, redirect_uri, scope)
    event.has_certificate = lambda: _has_certificate(call)
    _decide(call, event)


def change(call: Call, client: Client | None, proposed: dict[str, Any], roles: frozenset[str], groups: frozenset[str]) -> dict[str, Any]:
    """What becomes of a representation that a client (None for a new one) is about to take on; raises OAuthError for what a policy refuses.

    ``roles`` by name and ``groups`` by path are those of who changes it.
    """
    if not are_there(call.realm):
        return proposed
    from emulator.client_policies.event import REGISTER, UPDATE, Event

    event = Event(REGISTER if client is None else UPDATE, call.realm, client, proposed=dict(proposed), roles=roles, groups=groups)
    _decide(call, event)
    return event.proposed


def _decide(call: Call, event: Event) -> None:
    from emulator.client_policies import engine

    event.address = call.remote_address
    event.log = call.log
    engine.trigger(event)


def _has_certificate(call: Call) -> bool:
    from emulator.web.client_certificate import presented

    return bool(presented(call))
