"""User events: what an endpoint is about to do is drafted, and stored where it ends, as success or with the error that it ended in.

Nothing is drafted in a realm that does not keep events, unless somebody is told of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from emulator.core import api_token_text
from emulator.core.errors import AdminError, BearerError, EmulatorError, OAuthError, PageError, RegistrationError
from emulator.realm.event_types import USUAL
from emulator.realm.views import Client, User
from emulator.state.happenings import Event
from emulator.web.call import Call

_QUIET = ("login_required", "interaction_required", "consent_required")
_REASONS = {"unsupported_response_type": "Unsupported response_type"}
_CODES = {("unauthorized_client", "CLIENT_LOGIN"): "invalid_client", ("unsupported_response_type", "LOGIN"): "invalid_request"}


@dataclass(slots=True)
class Draft:
    """An event under way."""

    kind: str
    client_id: str = ""
    user_id: str = ""
    session_id: str = ""
    details: dict[str, str] = field(default_factory=dict)


def are_kept(call: Call) -> bool:
    """Whether the realm keeps events, or somebody is told of them."""
    if call.tables is None:
        return False
    realm = call.tables.realm
    return (
        realm.events_enabled
        or call.emulator.counts_events
        or bool(call.emulator.webhooks.hooks and call.emulator.webhooks.want("event", realm.name))
    )


def begin(call: Call, kind: str, client_id: str = "", **details: str | None) -> None:
    """Drafts an event for the rest of the call, in place of one that was drafted before."""
    if are_kept(call):
        call.event = Draft(kind, client_id, details=_said(details))


def note(call: Call, *, client: Client | None = None, user: User | None = None, session_id: str = "", **details: str | None) -> None:
    """Adds what is known by now."""
    draft = call.event
    if draft is None:
        return
    draft.client_id = client.client_id if client is not None else draft.client_id
    draft.user_id = user.id if user is not None else draft.user_id
    draft.session_id = session_id or draft.session_id
    draft.details.update(_said(details))


def succeed(call: Call) -> None:
    """Stores the event that was drafted."""
    draft, call.event = call.event, None
    if draft is not None:
        _store(call, draft.kind, draft)


def refuse(call: Call, error: str) -> None:
    """Stores the event that was drafted as one that ended in this error, although the answer is no refusal."""
    draft, call.event = call.event, None
    if draft is not None:
        _store(call, f"{draft.kind}_ERROR", draft, error)


def fail(call: Call, error: EmulatorError) -> None:
    """Stores the event that was drafted as one that failed."""
    draft, call.event = call.event, None
    if draft is None:
        return
    code = ""
    if isinstance(error, OAuthError):
        if error.event in ("", "resolve_required_actions", "invalid_request", "not_allowed"):
            draft.details = {"reason": error.description or _REASONS.get(error.error, ""), **draft.details}
        code = error.event or _CODES.get((error.error, draft.kind)) or error.error
    elif isinstance(error, BearerError):
        code = error.event or error.error or "invalid_request"
    elif isinstance(error, PageError):
        code = error.event or "invalid_request"
    elif isinstance(error, RegistrationError):
        if not error.event:
            return
        code = error.event
        if code == "invalid_token":
            draft.details["reason"] = str((error.body or {}).get("error_description", ""))
    elif isinstance(error, AdminError):
        return
    if code not in _QUIET:
        _store(call, f"{draft.kind}_ERROR", draft, code)


def record(
    call: Call,
    kind: str,
    client_id: str,
    user: User | None = None,
    session_id: str = "",
    *,
    error: str = "",
    details: Mapping[str, str | None] | None = None,
) -> None:
    """Stores an event of its own; with an ``error`` one of the kind that failed."""
    if are_kept(call):
        draft = Draft(kind, client_id, user.id if user is not None else "", session_id, _said(details or {}))
        _store(call, f"{kind}_ERROR" if error else kind, draft, error)


def _said(details: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in details.items() if value}


def _store(call: Call, kind: str, draft: Draft, error: str = "") -> None:
    context, realm = call.context, call.realm.realm
    client_id = api_token_text.masked(draft.client_id)
    made = Event(
        context.ids.uuid(), context.clock.millis(), kind, client_id, draft.user_id, draft.session_id, call.remote_address, error,
        {name: api_token_text.masked(value) for name, value in draft.details.items() if value},
    )  # fmt: skip
    if call.emulator.counts_events:
        count = call.emulator.meters.event
        call.told.append(partial(count, realm.name, kind, draft.client_id, error, draft.details.get("identity_provider", "")))
    if call.emulator.webhooks.hooks:
        call.told.append(partial(call.emulator.webhooks.tell, "event", realm.name, made.document(context.tables.id)))
    if not realm.events_enabled or kind not in (realm.enabled_event_types or USUAL):
        return
    table = context.tables.events
    if realm.events_expiration:
        for old in table:
            if old.time <= made.time - realm.events_expiration * 1000:
                table.delete(old.id)
    table.put(made.id, made)
