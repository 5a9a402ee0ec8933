"""Authorization code (RFC 6749 section 4.1.3), with PKCE (RFC 7636). A code is accepted once; its reuse ends the client's session."""

from __future__ import annotations

from dataclasses import replace

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.login import consents, sessions
from emulator.protocol import authorization_details, pkce, user_tokens
from emulator.protocol.grants import Grant
from emulator.realm.views import Client
from emulator.state.browser import AuthorizationCode
from emulator.tokens.decision import Decision
from emulator.web.call import Call

_OTHER_PLACE = "Parameter 'redirect_uri' did not match originally saved redirect URI used in initial OIDC request."
_EVENTS = {"User disabled": "user_disabled", "User not found": "user_not_found"}


def begin(call: Call) -> None:
    """Policies have a first say while nobody knows the client; raises OAuthError."""
    client_policies.trigger(call.context, "PRE_TOKEN_REQUEST", None)


def decide(call: Call, client: Client) -> Decision:
    """Tokens for the login that the code stands for."""
    text = call.form.get("code")
    if text is None:
        events.note(call.context, reason="Missing parameter: code")
        raise OAuthError("invalid_request", "Missing parameter: code", event="invalid_code")
    context = call.context
    code = context.tables.codes.get(text)
    if code is None:
        events.note(context, session_id=_session_of(text), code_id=_session_of(text))
        raise _invalid("Code not valid", "there is no such code")
    session = sessions.find(context, code.session_id)
    if call.outbox.event is not None:
        events.note(call.context, session_id=code.session_id, code_id=code.session_id)
    if code.used:
        if session is not None:
            sessions.leave(context, session, client, end_empty=False)
        raise _invalid("Code not valid", "the code was used before")
    context.tables.codes.put(text, replace(code, used=True))
    late = context.clock.seconds() - code.expires
    if late >= 0:
        raise _invalid("Code not valid", f"code expired {late} s ago; lifespan {context.realm.access_code_lifespan} s")
    if session is None:
        raise _invalid("Code not valid", "the session has ended")
    user = context.tables.user(session.user_id)
    events.note(context, user=user)
    if user is None or not user.enabled:
        raise _invalid("User disabled" if user is not None else "User not found", "")
    _check(call, client, code)
    if client.id not in session.clients:
        raise _invalid("Code not valid", "the client is no longer part of the session")
    _ask_policies(call, client, code)
    consents.check_still_there(context.tables, client, user, code.parameters.get("scope"))
    details = call.form.get(authorization_details.NAME)
    if details is not None:
        authorization_details.refuse_exchange(context, details)
    decision = user_tokens.of_login(context, "ac", client, user, session, code.parameters.get("scope"), code.parameters.get("nonce"))
    decision.original_resource = code.parameters.get("resource")
    return decision


def _ask_policies(call: Call, client: Client, code: AuthorizationCode) -> None:
    """What a client policy refuses is a code that cannot be exchanged, whatever the policy calls it."""
    verifier = call.form.get("code_verifier")
    parameters = {**code.parameters, **({"code_verifier": verifier} if verifier is not None else {})}
    try:
        client_policies.trigger(call.context, "TOKEN_REQUEST", client, parameters, scope=code.parameters.get("scope"))
    except OAuthError as error:
        raise OAuthError("invalid_grant", error.description, reason=error.reason, event=error.error) from error


def _check(call: Call, client: Client, code: AuthorizationCode) -> None:
    sent, asked = call.form.get("redirect_uri"), code.redirect_uri
    if asked != sent and not (asked is None and sent is None):
        why = f"{_OTHER_PLACE} Saved redirectUri: {asked}, redirectUri parameter: {'null' if sent is None else sent}"
        raise _told(call, "Incorrect redirect_uri", "invalid_redirect_uri", why)
    if code.client_id != client.id:
        raise _told(call, "Auth error: Found different client_id in clientSession", "invalid_client")
    if not client.standard_flow:
        raise _told(call, "Client not allowed to exchange code", "not_allowed")
    pkce.check_exchange(call.context, code.parameters, call.form.get("code_verifier"))
    if "dpop_jkt" in code.parameters:
        from emulator.protocol import dpop

        dpop.check_code(call.context, code.parameters)


def _session_of(code: str) -> str:
    """The session that a code names, if it has the form of one."""
    parts = code.split(".")
    return parts[1] if len(parts) == 3 else ""


def _told(call: Call, description: str, event: str, why: str = "") -> OAuthError:
    events.note(call.context, reason=why or description)
    return OAuthError("invalid_grant", description, reason=why, event=event)


def _invalid(description: str, reason: str) -> OAuthError:
    return OAuthError("invalid_grant", description, reason=reason, event=_EVENTS.get(description, "invalid_code"))


GRANT = Grant(name="authorization_code", event="CODE_TO_TOKEN", decide=decide, begin=begin)
