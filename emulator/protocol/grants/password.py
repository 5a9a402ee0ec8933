"""Resource owner password credentials (RFC 6749 section 4.3), through the direct grant."""

from __future__ import annotations

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.login import brute_force, direct_grant, sessions
from emulator.pages import languages
from emulator.protocol import user_tokens
from emulator.protocol.grants import Grant
from emulator.realm.views import Client
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.web.call import Call

_KNOWN_USER = ("invalid_user_credentials", "user_disabled", "user_temporarily_disabled")


def decide(call: Call, client: Client) -> Decision:
    """Tokens for the user whose name and password were sent, in a new session."""
    events.note(call.context, auth_method="oauth_credentials")
    if not client.direct_access_grants:
        raise _refused(call, "unauthorized_client", "Client not allowed for direct access grants", "not_allowed")
    if client.consent_required:
        raise _refused(call, "invalid_client", "Client requires user consent", "consent_denied")
    client_policies.trigger(call.context, "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST", client, scope=call.form.get("scope"))
    context = call.context
    scope = call.form.get("scope")
    scopes.check(context.tables, client, scope)
    if call.outbox.event is not None:
        events.note(call.context, auth_method="openid-connect", username=call.form.get("username"))
    try:
        proof = direct_grant.authenticate(context, call.emulator.passwords, client, call.form)
    except OAuthError as error:
        if call.outbox.event is not None and error.event in _KNOWN_USER:
            events.note(call.context, user=direct_grant.lookup(context, call.form.get("username") or ""))
        unready = direct_grant.lookup(context, call.form.get("username") or "") if error.event == "resolve_required_actions" else None
        if unready is not None:
            languages.follow(call, unready)
        raise
    user = proof.user
    languages.follow(call, user)
    session = sessions.start(context, user, notes=proof.session_notes)
    decision = user_tokens.decision(context, "ro", client, user, session, scope, notes=dict(proof.client_notes))
    client_policies.trigger(context, "RESOURCE_OWNER_PASSWORD_CREDENTIALS_RESPONSE", client)
    brute_force.succeeded(context, user, proof.used)
    return decision


def _refused(call: Call, error: str, description: str, event: str) -> OAuthError:
    """A refusal whose event says what the client is told."""
    events.note(call.context, reason=description)
    return OAuthError(error, description, event=event)


GRANT = Grant(name="password", event="LOGIN", decide=decide)
