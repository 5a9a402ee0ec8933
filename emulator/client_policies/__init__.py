"""Client policies: what happens to clients and their requests meets the realm's conditions, and executors refuse or change it.

``conditions`` and ``executors`` have one file each for Keycloak's providers, ``engine`` brings them together. In a realm without any policy
nothing of them is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.realm.views import Client
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.client_policies.event import Event, Kind
    from emulator.client_policies.updater import Updater


def are_there(tables: RealmTables) -> bool:
    """Whether the realm has any policy."""
    return bool((tables.document.get("clientPolicies") or {}).get("policies"))


def trigger(
    context: Context,
    kind: Kind,
    client: Client | None,
    parameters: Mapping[str, str] | None = None,
    *,
    redirect_uri: str = "",
    scope: str | None = None,
    provider: str = "",
    sent: Mapping[str, str] | None = None,
    by_link: bool = False,
) -> None:
    """A client's request, by the name of Keycloak's ClientPolicyEvent; raises OAuthError for one that a policy refuses."""
    if not are_there(context.tables):
        return
    from emulator.client_policies.event import Event

    event = Event(kind, context.tables, client, parameters or {}, redirect_uri, scope, provider=provider, sent=sent or {}, by_link=by_link)
    event.has_certificate = lambda: bool(context.certificates())
    _decide(context, event)


def change(context: Context, client: Client | None, proposed: dict[str, Any], updater: Updater) -> dict[str, Any]:
    """What becomes of a representation that a client (None for a new one) is about to take on.

    Raises OAuthError for what a policy refuses.
    """
    if not are_there(context.tables):
        return proposed
    from emulator.client_policies.event import Event

    kind: Kind = "REGISTER" if client is None else "UPDATE"
    event = Event(kind, context.tables, client, proposed=dict(proposed), updater=updater)
    _decide(context, event)
    return event.proposed


def written(context: Context, kind: Kind, client: Client, updater: Updater) -> Client:
    """A client as policies leave it once it has been ``REGISTERED`` or ``UPDATED``; raises OAuthError for what a policy refuses."""
    if not are_there(context.tables):
        return client
    from emulator.client_policies.event import Event

    event = Event(kind, context.tables, client, proposed=dict(client.document), updater=updater)
    _decide(context, event)
    if event.proposed == client.document:
        return client
    context.tables.clients.put(client.id, event.proposed)
    return Client(event.proposed)


def _decide(context: Context, event: Event) -> None:
    from emulator.client_policies import engine

    event.context = context
    event.address = context.remote_address
    event.log = context.outbox.log
    try:
        engine.trigger(event)
    except OAuthError as error:
        events.note(
            context, reason="client_policy_error", client_policy_error=error.error, client_policy_error_detail=error.description
        )  # fmt: skip
        raise
