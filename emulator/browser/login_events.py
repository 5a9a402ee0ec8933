"""Events of logins in a browser, with the details that Keycloak's have."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.context import events
from emulator.login import consents
from emulator.login.attempt import Attempt
from emulator.state.records import UserSession
from emulator.web.call import Call


def drain(call: Call, attempt: Attempt) -> None:
    """Stores what the steps of a login have collected."""
    for kind, error, details in attempt.events:
        record(call, attempt, kind, error, **dict(details))
    attempt.events.clear()


def record(call: Call, attempt: Attempt, kind: str, error: str = "", **details: str | None) -> None:
    """Stores an event of this login; ``user`` among the details is the id of somebody who is not logged in."""
    if not events.are_kept(call.context):
        return
    user = call.tables.user(details.pop("user", None) or attempt.session.user_id or "")
    found: dict[str, str | None] = {**_usual(attempt), "username": user.username if user is not None else None, **details}
    events.record(call.context, kind, attempt.client.client_id, user, error=error, details=found)


def succeeded(call: Call, attempt: Attempt, session: UserSession) -> None:
    """Stores the event of a login that is through."""
    if not events.are_kept(call.context):
        return
    sent, user = attempt.session.parameters, attempt.user
    consent = "no_consent_required"
    if attempt.client.consent_required:
        consent = "consent_granted" if attempt.note("consented") else "persistent_consent"
    details: dict[str, str | None] = {**_response(sent), "consent": consent, "code_id": session.id}
    if not attempt.note(consents.DEVICE):
        details = {**_usual(attempt), **details}
    username = user.username if user is not None else None
    events.record(
        call.context, "LOGIN", attempt.client.client_id, user, session.id, details={**details, "username": username, **attempt.details}
    )


def _usual(attempt: Attempt) -> dict[str, str | None]:
    session = attempt.session
    found: dict[str, str | None] = {"auth_method": "openid-connect", "redirect_uri": session.redirect_uri, "code_id": session.root}
    if not session.acting:
        return {**found, "auth_type": "code"}
    remembered = "true" if attempt.note("remember_me") == "true" else "false"
    return {**found, "remember_me": remembered, **_response(session.parameters)}


def _response(sent: Mapping[str, str]) -> dict[str, str | None]:
    """How the client is answered."""
    kind = sent.get("response_type")
    return {
        "response_type": kind,
        "response_mode": sent.get("response_mode") or ("query" if kind in (None, "code", "none") else "fragment"),
    }
