"""User events: what an endpoint is about to do is drafted, and stored where it ends, as success or with the error that it ended in.

Nothing is drafted in a realm that does not keep events, unless somebody is told of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from emulator.context import Context
from emulator.context.outbox import Draft
from emulator.core import api_token_text
from emulator.core.errors import AdminError, BearerError, EmulatorError, OAuthError, PageError, RegistrationError
from emulator.realm.event_types import USUAL
from emulator.realm.views import Client, User
from emulator.state.happenings import Event

_LOGINS = ("LOGIN", "CLIENT_LOGIN")
QUIET = ("login_required", "interaction_required")
"""Errors that a client is told of, and no event."""
_TOLD = ("", "resolve_required_actions", "invalid_request", "not_allowed")
"""Errors of events that say why."""
_REASONS = {"unsupported_response_type": "Unsupported response_type"}
_CODES = {
    ("unauthorized_client", "CLIENT_LOGIN"): "invalid_client",
    **{("unsupported_response_type", kind): "invalid_request" for kind in ("LOGIN", "REGISTER", "RESET_PASSWORD")},
}


def are_kept(context: Context) -> bool:
    """Whether the realm keeps events, or somebody, such as a workflow, is told of them."""
    audience = context.audience
    heard = audience is not None and audience.hears(context.realm.name)
    return context.realm.events_enabled or heard or len(context.tables.workflows) > 0


def begin(context: Context, kind: str, client_id: str = "", /, **details: str | None) -> None:
    """Drafts an event for the rest of the decision, in place of one that was drafted before."""
    if are_kept(context):
        context.outbox.event = Draft(kind, client_id, details=_said(details))


def note(
    context: Context,
    /,
    *,
    client: Client | None = None,
    user: User | None = None,
    session_id: str = "",
    earlier_error: str = "",
    refused_for: str = "",
    **details: str | None,
) -> None:
    """Adds what is known by now.

    ``earlier_error`` is told with an event that ends well: as observed, it stays with what went on after it in the same request.
    ``refused_for`` is the error of another event, stored beside this one where this one fails.
    """
    draft = context.outbox.event
    if draft is None:
        return
    draft.client_id = client.client_id if client is not None else draft.client_id
    draft.user_id = user.id if user is not None else draft.user_id
    draft.session_id = session_id or draft.session_id
    draft.earlier_error = earlier_error or draft.earlier_error
    draft.refused_for = refused_for or draft.refused_for
    draft.details.update(_said(details))


def beside(
    context: Context, kind: str, user: User | None, session_id: str = "", *, error: str = "", details: Mapping[str, str | None]
) -> None:
    """Stores another event of what the drafted one is about, with its details and these."""
    draft = context.outbox.event
    if draft is not None:
        told = Draft(kind, draft.client_id, user.id if user is not None else "", session_id, {**draft.details, **_said(details)})
        _store(context, f"{kind}_ERROR" if error else kind, told, error)


def succeed(context: Context) -> None:
    """Stores the event that was drafted."""
    draft, context.outbox.event = context.outbox.event, None
    if draft is not None:
        _store(context, draft.kind, draft, draft.earlier_error)


def refuse(context: Context, error: str) -> None:
    """Stores the event that was drafted as one that ended in this error, although the answer is no refusal."""
    draft, context.outbox.event = context.outbox.event, None
    if draft is not None:
        _store(context, f"{draft.kind}_ERROR", draft, error)


def drop(context: Context) -> None:
    """Forgets the event that was drafted: Keycloak tells of none."""
    context.outbox.event = None


def fail(context: Context, error: EmulatorError) -> None:
    """Stores the event that was drafted as one that failed."""
    draft, context.outbox.event = context.outbox.event, None
    if draft is None:
        return
    code = ""
    if isinstance(error, OAuthError):
        if _says_why(draft, error):
            draft.details = {"reason": error.description or _REASONS.get(error.error, ""), **draft.details}
        code = error.event or _CODES.get((error.error, draft.kind)) or error.error
    elif isinstance(error, BearerError):
        code = error.event or error.error or "invalid_request"
    elif isinstance(error, PageError):
        code = error.event or "invalid_request"
        if error.said:
            draft.details["reason"] = error.said
    elif isinstance(error, RegistrationError):
        if not error.event:
            return
        code = error.event
        if code == "invalid_token":
            draft.details["reason"] = str((error.body or {}).get("error_description", ""))
    elif isinstance(error, AdminError):
        if not error.event:
            return
        code = error.event
    if draft.refused_for:
        _store(context, f"{draft.kind}_ERROR", draft, draft.refused_for)
    if code not in QUIET:
        _store(context, f"{draft.kind}_ERROR", draft, code)


def _says_why(draft: Draft, error: OAuthError) -> bool:
    """Whether the event's reason is what the client is told; one with a ``detail`` has that in its place."""
    if "detail" in draft.details:
        return False
    always = draft.kind == "REFRESH_TOKEN" or (draft.kind == "PERMISSION_TOKEN" and error.event != "invalid_token")
    return always or error.event in _TOLD


def record(
    context: Context,
    kind: str,
    client_id: str,
    user: User | None = None,
    session_id: str = "",
    *,
    error: str = "",
    details: Mapping[str, str | None] | None = None,
) -> None:
    """Stores an event of its own; with an ``error`` one of the kind that failed."""
    if are_kept(context):
        draft = Draft(kind, client_id, user.id if user is not None else "", session_id, _said(details or {}))
        _store(context, f"{kind}_ERROR" if error else kind, draft, error)


def _said(details: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in details.items() if value}


def _store(context: Context, kind: str, draft: Draft, error: str = "") -> None:
    context.outbox.failed = error or context.outbox.failed
    realm = context.realm
    client_id = api_token_text.masked(draft.client_id)
    event = Event(
        context.ids.uuid(), context.clock.millis(), kind, client_id, draft.user_id, draft.session_id, context.remote_address, error,
        {name: api_token_text.masked(value) for name, value in draft.details.items() if value},
    )  # fmt: skip
    audience = context.audience
    if kind in _LOGINS and len(context.tables.workflows) > 0:
        context.outbox.logins.append((kind, draft.user_id, draft.client_id))
    if audience is not None and audience.hears(realm.name):
        context.outbox.told.append(partial(audience.tell, realm, context.tables.id, event))
    if not realm.events_enabled or kind not in (realm.enabled_event_types or USUAL):
        return
    table = context.tables.events
    if realm.events_expiration:
        for old in table:
            if old.time <= event.time - realm.events_expiration * 1000:
                table.delete(old.id)
    table.put(event.id, event)
