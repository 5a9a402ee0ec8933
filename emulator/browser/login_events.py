"""Events of logins in a browser, with the details that Keycloak's have."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.broker.identity import BrokeredIdentity
from emulator.browser import authorization_response, https_required, tabs
from emulator.context import events
from emulator.login import brokered, consents, reauthentication
from emulator.login.attempt import Attempt
from emulator.realm.views import User
from emulator.state.records import UserSession
from emulator.tokens.verify import Verified
from emulator.web.call import Call

BROKERED = {"first-broker-login": "IDENTITY_PROVIDER_FIRST_LOGIN", "post-broker-login": "IDENTITY_PROVIDER_POST_LOGIN"}
"""Which events the flows around an identity provider's login have."""
_SENT = frozenset({"SEND_IDENTITY_PROVIDER_LINK"})
"""Events of messages, which are told beside those of the request that sends them."""
BEGUN_ANEW = "first login by a provider"
"""The note of a login whose flow began anew with an identity that nobody is linked to."""


Details = dict[str, str | None]


def drain(call: Call, attempt: Attempt) -> None:
    """Stores what the steps of a login have collected; in a flow around a provider's login, what comes of each request to it."""
    kind_of_flow = "" if attempt.session.acting else BROKERED.get(attempt.session.flow_path, "")
    if kind_of_flow:
        _drain_brokered(call, attempt, kind_of_flow)
    for kind, error, details in attempt.events:
        record(call, attempt, _kind(attempt) if kind == "LOGIN" and error else kind, error, **dict(details))
    attempt.events.clear()


def _drain_brokered(call: Call, attempt: Attempt, kind_of_flow: str) -> None:
    """As observed, a request that changes nothing else is told as such, and one that fails is told twice."""
    identity = brokered.vouched_for(attempt)
    if identity is None or not events.are_kept(call.context):
        return
    usual: Details = {
        **named(identity.alias, identity.broker_username), "redirect_uri": attempt.session.redirect_uri,
        "code_id": attempt.session.code if attempt.form else attempt.session.root,
        "identity_provider_broker_session_id": provider_session(identity),
        "auth_method": "openid-connect", "auth_type": None if attempt.note(BEGUN_ANEW) else "code",
        "username": attempt.user.username if attempt.user is not None and {"username", "password"} <= attempt.form.keys() else None,
    }  # fmt: skip
    told = list(attempt.events)
    if not any(error for _, error, _ in told) and all(kind in _SENT for kind, _, _ in told):
        told.append((kind_of_flow, "", {}))
    for kind, error, details in told:
        user = call.tables.user((details.get("user") if error or kind in _SENT else None) or "")
        shown = {**usual, **{name: value for name, value in details.items() if name != "user"}}
        for _ in range(2 if error else 1):
            kind = kind_of_flow if kind == "LOGIN" else kind
            events.record(call.context, kind, attempt.client.client_id, user, error=error, details=shown)
    attempt.events.clear()


def provider_session(identity: BrokeredIdentity) -> str | None:
    """The provider's session as events name it; None without one."""
    return f"{identity.alias}.{identity.session}" if identity.session else None


def named(alias: str, username: str) -> Details:
    """What events say of an identity."""
    return {"identity_provider": alias, "identity_provider_identity": username}


def record(call: Call, attempt: Attempt, kind: str, error: str = "", **details: str | None) -> None:
    """Stores an event of this login; ``user`` among the details is the id of somebody who is not logged in, empty for nobody.

    ``session`` among them is the id of the session that the event is about.

    As observed, an id that a link names is told also where nobody has it.
    """
    if not events.are_kept(call.context):
        return
    named, session_id = details.pop("user", None), details.pop("session", None) or ""
    user = call.tables.user((attempt.session.user_id if named is None else named) or "")
    told: dict[str, str | None] = {**_usual(attempt), "username": user.username if user is not None else None, **details}
    nobody = User({"id": named}) if named else None
    events.record(call.context, kind, attempt.client.client_id, user or nobody, session_id, error=error, details=told)


def failed(call: Call, attempt: Attempt, error: str) -> None:
    """Stores what the steps of a login have collected that ends in an error page, and its event where the page has one."""
    told = dict(attempt.events[-1][2]) if attempt.events else {}
    is_brokered = attempt.session.flow_path in BROKERED and not attempt.session.acting
    if error and is_brokered:
        # As observed, what fails behind a review of the profile is told in the place of the review.
        has_reviewed = bool(attempt.events) and attempt.events[-1][0] == "UPDATE_PROFILE"
        kind, _, details = attempt.events.pop() if has_reviewed else ("LOGIN", "", {})
        attempt.events.append((kind, error, details))
    has_registered = ("REGISTER", "") in [(kind, failure) for kind, failure, _ in attempt.events]
    drain(call, attempt)
    if error and not is_brokered:
        kind = "LOGIN" if has_registered else _kind(attempt)
        named = {"user": told.get("user") or "", "username": attempt.typed or None, **({"code_id": None} if has_registered else {})}
        record(call, attempt, kind, error, **{**named, **attempt.details})


def link_failed(call: Call, attempt: Attempt, error: str, token: Verified) -> None:
    """Stores the event of a flow that a message's link goes on with and that ends in an error page."""
    told = {"action": token.text("typ"), "token_id": token.text("jti"), "remember_me": _remembered(attempt)}
    record(call, attempt, _kind(attempt), error, **{**told, **response(attempt.session.parameters)})


def _kind(attempt: Attempt) -> str:
    """The kind of the event that a step tells of which fails."""
    return "LOGIN" if attempt.session.acting else https_required.kind_of_event(attempt.session.flow_path)


def refused(call: Call, attempt: Attempt, error: str) -> None:
    """Stores the event of a login whose client gets this error."""
    if error not in events.QUIET:
        record(call, attempt, "LOGIN", "rejected_by_user" if error == "access_denied" else error)


def succeeding(call: Call, attempt: Attempt, session: UserSession) -> None:
    """Drafts the event of a login that is through."""
    if not events.are_kept(call.context):
        return
    sent, user = attempt.session.parameters, attempt.user
    details: dict[str, str | None] = {**_usual(attempt), **response(sent), "consent": _consent(attempt), "code_id": session.id}
    if attempt.note(consents.DEVICE):
        shown = {"consent": "consent_granted", "response_type": "code", "remember_me": _remembered(attempt)}
        details |= {**shown, "auth_type": None, "redirect_uri": None}
    username = user.username if user is not None else None
    events.begin(call.context, "LOGIN", attempt.client.client_id, **{**details, "username": username, **attempt.details})
    events.note(call.context, user=user, session_id=session.id, earlier_error=attempt.earlier_error)


def of_another(call: Call, attempt: Attempt, user: User) -> None:
    """Stores the event of a login that ends since the browser's session is this user's."""
    details = {"previous_user": user.id, "consent": _consent(attempt), "username": attempt.typed or None}
    record(call, attempt, "LOGIN", "different_user_authenticated", user="", **details)


def _consent(attempt: Attempt) -> str:
    if not attempt.client.consent_required:
        return "no_consent_required"
    return "consent_granted" if attempt.note("consented") else "persistent_consent"


def _usual(attempt: Attempt) -> dict[str, str | None]:
    session = attempt.session
    details: dict[str, str | None] = {"auth_method": "openid-connect", "redirect_uri": session.redirect_uri, "code_id": session.root}
    if not session.acting:
        answered = response(session.parameters) if attempt.opening else {}
        is_other = attempt.note(tabs.ANEW) or attempt.note(reauthentication.FORKED) or attempt.note(consents.DEVICE)
        is_plain = session.began_with == "authenticate" and not is_other
        return {**details, **answered, "auth_type": "code" if is_plain else None}
    notes = session.session_notes
    details |= named(notes.get("identity_provider", ""), notes.get("identity_provider_identity", ""))
    answered = response(session.parameters)
    if attempt.note(consents.DEVICE):
        answered["response_type"] = "code"
    return {**details, "remember_me": _remembered(attempt), **answered}


def _remembered(attempt: Attempt) -> str:
    return "true" if attempt.note("remember_me") == "true" else "false"


def response(sent: Mapping[str, str]) -> dict[str, str | None]:
    """How the client is answered."""
    return {"response_type": sent.get("response_type"), "response_mode": authorization_response.mode_of(sent).replace(".", "_")}
