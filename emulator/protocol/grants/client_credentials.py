"""Client credentials (RFC 6749 section 4.4): the client's service account gets a token, no session is kept."""

from __future__ import annotations

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import user_tokens
from emulator.protocol.grants import Grant
from emulator.realm.views import Client, User
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.web.call import Call


def decide(call: Call, client: Client) -> Decision:
    """Tokens of the client's service account."""
    if client.public:
        raise _refused("Public client not allowed to retrieve service account")
    if not client.service_accounts:
        raise _refused("Client not enabled to retrieve service account")
    context = call.context
    tables = context.tables
    scope = call.form.get("scope")
    user = tables.derive(("service account", client.id), lambda: _service_account(call, client))
    events.note(context, user=user, username=user.username)
    scopes.check(tables, client, scope)
    if not user.enabled:
        raise OAuthError("invalid_request", f"User '{user.username}' disabled", 401)
    client_policies.trigger(call.context, "SERVICE_ACCOUNT_TOKEN_REQUEST", client, scope=scope)
    in_force = scopes.permitted(tables, client, user, scope)
    notes = {"clientHost": call.remote_address, "clientAddress": call.remote_address, "client_id": client.client_id}
    notes["clientId"] = client.client_id  # as it was called before 21
    session = sessions.start(context, user, notes=notes)
    if client.flag("client_credentials.use_refresh_token"):
        decision = user_tokens.decision(context, "cc", client, user, session, scope)
        # As observed, this switch counts more than that of all refresh tokens.
        decision.refresh = True
        client_policies.trigger(context, "SERVICE_ACCOUNT_TOKEN_RESPONSE", client, scope=scope)
        return decision
    client_policies.trigger(context, "SERVICE_ACCOUNT_TOKEN_RESPONSE", client, scope=scope)
    session, mine = sessions.join(context, session, client, scope)
    return Decision(
        "cc", client, user, session, mine, scope, in_force,
        transient=True, refresh=False, id_token=scopes.has_openid(scope),
    )  # fmt: skip


def _service_account(call: Call, client: Client) -> User:
    document = call.tables.users.one("serviceAccountClientId", client.client_id)
    if document is None:
        raise OAuthError("invalid_request", "The associated service account for the client does not exist", 401)
    return User(document)


def _refused(description: str) -> OAuthError:
    return OAuthError("unauthorized_client", description, 401)


GRANT = Grant(name="client_credentials", event="CLIENT_LOGIN", decide=decide)
