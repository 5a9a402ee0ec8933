"""The authorization endpoint (RFC 6749 section 3.1) for the code flow."""

from __future__ import annotations

from emulator import client_policies
from emulator.browser import authorization_request as requests
from emulator.browser import authorization_response as responses
from emulator.browser import flow_run, https_required, pushed_requests, tabs
from emulator.browser import login as browser_login
from emulator.context import events
from emulator.core.errors import AdminError, OAuthError, PageError
from emulator.login import invitations, levels, redirect_uris
from emulator.login.request_parameters import REPEATABLE
from emulator.pages import notice
from emulator.protocol import authorization_details
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.tokens import scopes, verify
from emulator.web import media_type, multipart
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Response
from emulator.web.routing import Route

_NO_CLIENT = "Parameter 'client_id' not present or present multiple times in the HTTP request parameters"


def authorize(call: Call) -> Response:
    """The login page, or a redirect with a code or an error; the error page where the redirect cannot be trusted."""
    return _begin(call, "authenticate")


def register(call: Call) -> Response:
    """An authorization request that begins with the registration page."""
    if invitations.PARAMETER in call.query:
        return _invited(call, call.query.get(invitations.PARAMETER) or "")
    if not call.context.realm.registration_allowed:
        raise PageError(Text("registrationNotAllowedMessage"), linked=False)
    return _below(call, "registration")


def _invited(call: Call, text: str) -> Response:
    """The registration page for somebody who was invited into an organization, whether the realm lets others register or not."""
    if not text:
        raise PageError(invitations.USED, reason="the link has no token")
    try:
        token = verify.signed(call.context, text)
    except verify.NotValid as error:
        raise PageError(invitations.STALE, linked=False, reason=str(error)) from error
    if token.text("typ") != invitations.TYPE or token.text("iss") != call.context.issuer:
        raise PageError(invitations.STALE, linked=False, reason="it is no invitation of this realm")
    try:
        invitation, _ = invitations.opened(call.context, token)
    except invitations.Refused as refused:
        return notice.render(call, refused.heading, refused.text, status=400)
    client = _client(call, call.query)
    return browser_login.start(
        call, client, {"response_type": "code"}, token.text("reduri"), "registration", notes={invitations.NOTE: invitation.id}
    )


def forgot_credentials(call: Call) -> Response:
    """An authorization request that begins with the page for a forgotten password."""
    if not call.context.realm.reset_password_allowed:
        raise PageError(Text("resetCredentialNotAllowedMessage"), linked=False)
    return _below(call, "reset-credentials")


def _below(call: Call, flow_path: str) -> Response:
    """As observed, whether the realm allows what a path begins with is looked at before the method."""
    if call.method == "OPTIONS":
        return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS")])
    if call.method not in ("GET", "HEAD", "POST"):
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    return _begin(call, flow_path)


def _begin(call: Call, flow_path: str) -> Response:
    https_required.check_login(call, flow_path)
    if not call.context.realm.enabled:
        events.begin(call.context, "LOGIN")
        raise PageError(Text("realmNotEnabledMessage"), linked=False, event="realm_disabled")
    if call.method == "POST":
        media_type.check(call)
    sent = multipart.fields(call) if call.method == "POST" else call.query
    named, kind = sent.values("client_id"), https_required.kind_of_event(flow_path)
    events.begin(call.context, kind)
    _ask_policies(call, sent)
    events.begin(call.context, kind, named[0] if len(named) == 1 else "")
    client = _client(call, sent)
    parameters = _parameters(call, client, sent)
    events.note(call.context, redirect_uri=parameters.get("redirect_uri"))
    needed = scopes.has_openid(parameters.get("scope"))
    redirect_uri = redirect_uris.resolve(client, call.context, parameters.get("redirect_uri"), needed=needed, own_parameters=True)
    events.note(call.context, response_type=parameters.get("response_type"))
    try:
        requests.check_response(call.context, client, parameters)
        if client.flag(pushed_requests.REQUIRED) and not pushed_requests.is_named(sent):
            raise OAuthError("invalid_request", "Pushed Authorization Request is only allowed.")
        if _says_twice(sent):
            events.refuse(call.context, "invalid_request")
            raise OAuthError("invalid_request", "duplicated parameter")
        if parameters.get(authorization_details.NAME):
            events.refuse(call.context, "invalid_request")
            raise OAuthError("invalid_request", authorization_details.fault(parameters[authorization_details.NAME]))
        requests.check_contents(call, client, parameters)
        try:
            scope = parameters.get("scope")
            client_policies.trigger(
                call.context, "AUTHORIZATION_REQUEST", client, parameters, redirect_uri=redirect_uri, scope=scope, sent=dict(sent)
            )  # fmt: skip
        except OAuthError:
            # By then a login has begun, and the browser has its cookies. As observed, it ends with all others of the browser.
            tabs.begin(call, client, parameters, redirect_uri, flow_path).forget_all()
            raise
        return browser_login.start(call, client, parameters, redirect_uri, flow_path, notes=_flow_of_policies(call))
    except OAuthError as error:
        call.log.append(str(error))
        events.fail(call.context, error)
        return responses.refused(call, client, parameters, redirect_uri, error)


def _flow_of_policies(call: Call) -> dict[str, str]:
    """The flow that a client policy wants for this login, as its first notes."""
    terms = call.context.terms
    if not terms.flow:
        return {}
    if all(flow.get("alias") != terms.flow for flow in call.context.realm.authentication_flows):
        raise PageError(browser_login.UNEXPECTED, reason=f"a client policy wants the flow '{terms.flow}', which is not there")
    level = {} if terms.flow_level is None else {levels.OF_FLOW: str(terms.flow_level)}
    return {flow_run.FLOW: terms.flow, **level}


def _ask_policies(call: Call, sent: Parameters) -> None:
    """What client policies refuse before anything else is looked at is told the user, not the client."""
    if "client_id" not in sent:
        return
    client = call.tables.client(sent.get("client_id") or "")
    try:
        client_policies.trigger(call.context, "PRE_AUTHORIZATION_REQUEST", client, dict(sent))
    except OAuthError as error:
        raise PageError(error.description or error.error, reason=str(error), event=error.error) from error


def _client(call: Call, sent: Parameters) -> Client:
    client_id = sent.get("client_id")
    if client_id is None or len(sent.values("client_id")) > 1:
        events.note(call.context, reason=_NO_CLIENT)
        raise PageError(Text("invalidRequestMessage"), linked=False, reason="the request has no client_id, or several")
    client = call.tables.client(client_id)
    if client is None:
        raise PageError(Text("clientNotFoundMessage"), reason=f"there is no client '{client_id}'", event="client_not_found")
    if not client.enabled:
        raise PageError(Text("clientDisabledMessage"), linked=False, reason=f"client '{client_id}' is not enabled", event="client_disabled")
    if client.bearer_only:
        raise PageError(Text("bearerOnlyMessage"), 403, linked=False, event="not_allowed")
    return client


def _parameters(call: Call, client: Client, sent: Parameters) -> dict[str, str]:
    """What is asked for: a pushed request by its name, or what the browser brings."""
    if pushed_requests.is_named(sent) and not _says_twice(sent):
        return pushed_requests.take(call, client, sent)
    asked = requests.parameters(call, client, sent)
    requests.check_numbers(call.context, asked)
    return asked


def _says_twice(sent: Parameters) -> bool:
    """Whether a parameter comes twice that may not."""
    return sent.duplicated(REPEATABLE)


_BASE = "/realms/{realm}/protocol/openid-connect"
_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
ROUTES = [
    *(Route(method, f"{_BASE}/auth", authorize) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/registrations", register) for method in _METHODS),
    *(Route(method, f"{_BASE}/forgot-credentials", forgot_credentials) for method in _METHODS),
]
