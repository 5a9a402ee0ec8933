"""What the realm's client policies say of what administrators do to clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator import client_policies
from emulator.admin.access import AdminCall
from emulator.client_policies import updater
from emulator.core.errors import AdminError, OAuthError
from emulator.realm.views import Client

if TYPE_CHECKING:
    from emulator.client_policies.event import Kind


def changed(admin: AdminCall, client: Client | None, proposed: dict[str, Any]) -> dict[str, Any]:
    """What policies make of a representation; None is a new client. Raises AdminError for what one of them refuses."""
    if not client_policies.are_there(admin.tables):
        return proposed
    try:
        return client_policies.change(admin.call.context, client, proposed, _updater(admin))
    except OAuthError as error:
        raise _refusal(error) from error


def written(admin: AdminCall, kind: Kind, client: Client) -> None:
    """Asks policies about a client that was ``REGISTERED`` or ``UPDATED``, and lets them change it; raises AdminError."""
    if not client_policies.are_there(admin.tables):
        return
    try:
        client_policies.written(admin.call.context, kind, client, _updater(admin))
    except OAuthError as error:
        raise _refusal(error) from error


def _updater(admin: AdminCall) -> updater.Updater:
    """The administrator; roles and groups count where they are of the same realm."""
    caller = admin.caller
    if caller.tables is not admin.tables:
        return updater.Updater(updater.BY_USER)
    return updater.of_user(caller.tables, caller.user, caller.role_ids)


def touched(admin: AdminCall, kind: Kind, client: Client) -> None:
    """Asks policies about a client that is looked at or deleted; raises AdminError."""
    try:
        client_policies.trigger(admin.call.context, kind, client)
    except OAuthError as error:
        raise _refusal(error) from error


def _refusal(error: OAuthError) -> AdminError:
    return AdminError(400, {"error": error.error, "error_description": error.description}, error.reason)
