"""What the realm's client policies say of what client registration does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emulator import client_policies
from emulator.client_policies import updater
from emulator.context import Context, events
from emulator.core.documents import Document
from emulator.core.errors import OAuthError, RegistrationError
from emulator.realm.views import Client
from emulator.registration.caller import Caller, forbidden
from emulator.state import roles

if TYPE_CHECKING:
    from emulator.client_policies.event import Kind


def changed(context: Context, caller: Caller, client: Client | None, given: Document) -> Document:
    """What client policies make of a representation; None is a new client. Raises RegistrationError for what one of them refuses."""
    if not client_policies.are_there(context.tables):
        return given
    try:
        return client_policies.change(context, client, given, _updater(context, caller))
    except OAuthError as error:
        raise _forbidden(context, error) from error


def written(context: Context, caller: Caller, kind: Kind, client: Client) -> Client:
    """A client as client policies leave it once it is stored; raises RegistrationError."""
    if not client_policies.are_there(context.tables):
        return client
    try:
        return client_policies.written(context, kind, client, _updater(context, caller))
    except OAuthError as error:
        raise RegistrationError(error.error, error.description, reason=error.reason, event=error.error) from error


def touched(context: Context, kind: Kind, client: Client) -> None:
    """Asks client policies about a client that is looked at or deleted; raises RegistrationError."""
    try:
        client_policies.trigger(context, kind, client)
    except OAuthError as error:
        raise _forbidden(context, error) from error


def _updater(context: Context, caller: Caller) -> updater.Updater:
    tables = context.tables
    user = tables.user(caller.token.text("sub")) if caller.token is not None and caller.is_bearer else None
    if user is not None:
        return replace(updater.of_user(tables, user, roles.of_user(tables, user)), registers=True)
    if caller.is_client:
        return updater.Updater(updater.BY_REGISTRATION_ACCESS, registers=True)
    return updater.Updater(updater.BY_INITIAL_ACCESS if caller.initial is not None else updater.BY_ANYBODY, registers=True)


def _forbidden(context: Context, error: OAuthError) -> RegistrationError:
    """As observed, of what a client policy refuses only the kind of error is told, and two events tell of it."""
    events.note(context, refused_for=error.error)
    return forbidden(error.error, error.reason)
