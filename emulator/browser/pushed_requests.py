"""Pushed authorization requests (RFC 9126): the request comes from the client itself, and the browser only brings its name."""

from __future__ import annotations

from emulator import client_policies
from emulator.browser import authorization_request as requests
from emulator.browser import request_object
from emulator.context import events
from emulator.core.errors import OAuthError, PageError
from emulator.login import redirect_uris
from emulator.login.request_parameters import REPEATABLE, SECRETS
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.realm.views import Client
from emulator.state.records import Expiring
from emulator.tokens import scopes
from emulator.web import multipart
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

PREFIX = "urn:ietf:params:oauth:request_uri:"
REQUIRED = "require.pushed.authorization.requests"
_NOT_FOUND = "PAR not found, not issued or used multiple times."
_EVENT = "PUSHED_AUTHORIZATION_REQUEST"
_OBJECT = "request"
"""The request object of a pushed request as it came: as observed, it is read again for the client that brings its name."""
_NAMES = "names of parameters"
"""What was pushed by name: a client that authenticates by an assertion may leave out ``client_id``."""


def push(call: Call) -> Response:
    """Keeps a request that is in order; 201 with its ``request_uri`` and the seconds that it may be used in."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    try:
        client = clients.authenticate(call, endpoint.EXPOSE)
    except OAuthError as error:
        named, description = clients.named(call) or "", "Authentication failed."
        events.record(call.context, _EVENT, named, error=error.event or error.error)
        events.record(call.context, _EVENT, named, error="invalid_request", details={"detail": description})
        raise OAuthError("invalid_request", description, 401, reason=str(error)) from error
    call.take(multipart.fields(call))
    if "request_uri" in call.form:
        raise _refused(call, client, OAuthError("invalid_request", "It is not allowed to include request_uri to PAR."))
    if call.presented.proof is not None:
        from emulator.protocol import dpop

        dpop.accept(call.context)
    parameters = _checked(call, client)
    context = call.context
    seconds = context.realm.number("parRequestUriLifespan", 60)
    name = f"{PREFIX}{context.ids.uuid()}"
    kept = {key: value for key, value in parameters.items() if key not in SECRETS}
    claims = context.terms.request_object
    if claims is not None:
        kept[_OBJECT] = call.form.get("request") or ""
        if "response_type" not in claims:
            kept.pop("response_type", None)
    kept[_NAMES] = " ".join({**requests.first_of(call.form), **parameters})
    context.tables.single_use.put(name, Expiring(name, context.clock.seconds() + seconds, {**kept, "client_id": client.client_id}))
    return json_response({"request_uri": name, "expires_in": seconds}, 201)


def _checked(call: Call, client: Client) -> dict[str, str]:
    parameters = _read(call, client)
    client_policies.trigger(call.context, "PUSHED_AUTHORIZATION_REQUEST", client, parameters, scope=parameters.get("scope"))
    try:
        needed, sent = scopes.has_openid(parameters.get("scope")), parameters.get("redirect_uri")
        redirect_uris.resolve(client, call.context, sent, needed=needed, own_parameters=True)
    except PageError as error:
        refusal = OAuthError("invalid_request", error.message, reason=str(error))
        raise _refused(call, client, refusal, error.event, redirect_uri=parameters.get("redirect_uri")) from error
    try:
        requests.check_response(call.context, client, parameters)
        if call.form.duplicated(REPEATABLE):
            raise OAuthError("invalid_request", "duplicated parameter")
        requests.check_contents(call, client, parameters, browser=False)
    except OAuthError as error:
        refusal = _in_the_words_of_par(error)
        raise _refused(call, client, refusal, refusal.error, reason=refusal.description) from error
    if call.context.terms.proven_key:
        from emulator.protocol import dpop

        parameters = dpop.pushed(call.context, parameters)
    return parameters


def _refused(call: Call, client: Client, error: OAuthError, first: str = "", **details: str | None) -> OAuthError:
    """The refusal, told by events as what is wrong with the request (``first``) and as what the client is told."""
    known = {"client_auth_method": client.proves_by, **details}
    if first:
        events.record(call.context, _EVENT, client.client_id, error=first, details=known)
    events.record(call.context, _EVENT, client.client_id, error="invalid_request", details={**known, "detail": error.description})
    return error


def _read(call: Call, client: Client) -> dict[str, str]:
    """The parameters, whatever they say; raises OAuthError for those that cannot be read.

    As observed, where one comes twice no request object is looked at: that is told later.
    """
    try:
        if call.form.duplicated(REPEATABLE):
            parameters = {name: call.form.get(name) or "" for name, _ in call.form if name != "request"}
        else:
            parameters = _pushed(call, client)
        requests.check_numbers(call.context, parameters)
    except PageError as error:
        code = "invalid_request_object" if "request" in call.form else "invalid_request"
        raise OAuthError(code, "invalidRequestMessage", reason=str(error)) from error
    return parameters


def _pushed(call: Call, client: Client) -> dict[str, str]:
    outside = requests.first_of(call.form)
    text = outside.pop("request", None)
    requests.check_use(client, text, None, is_pushed=True)
    if text is None:
        return requests.shortened(outside)
    requests.check_numbers(call.context, outside)
    return requests.shortened(requests.alone(outside, request_object.parameters(call, client, text)))


def _in_the_words_of_par(error: OAuthError) -> OAuthError:
    if error.error == "unsupported_response_type":
        return OAuthError("invalid_request", "Unsupported response type", reason=error.reason)
    if error.error == "unauthorized_client":
        return OAuthError(error.error, error.description, 401, error.reason)
    return OAuthError("invalid_request", error.description, reason=error.reason)


def is_named(sent: Parameters) -> bool:
    """Whether a request names one that was pushed."""
    return (sent.get("request_uri") or "").startswith(PREFIX)


def take(call: Call, client: Client, sent: Parameters) -> dict[str, str]:
    """The parameters of a pushed request and those beside its name; the error page when it is unknown, another client's, or too old."""
    name = sent.get("request_uri") or ""
    requests.check_use(client, sent.get("request"), name)
    kept = call.context.tables.single_use.get(name)
    text = kept.value.get(_OBJECT) if kept is not None else None
    if kept is None or (text is None and kept.value.get("client_id") != client.client_id):
        raise request_object.refused("there is no such pushed request of this client, or it was used", _NOT_FOUND)
    late = call.context.clock.seconds() - kept.expires
    if late >= 0:
        raise request_object.refused(f"the pushed request expired {late} s ago", _NOT_FOUND)
    outside = requests.first_of(sent)
    requests.check_numbers(call.context, outside)
    pushed = {key: value for key, value in kept.value.items() if key not in (_OBJECT, _NAMES)}
    if text is None:
        return {**requests.joined(outside, pushed), "request_uri": name}
    inside = request_object.parameters(call, client, text)
    parameters = {**requests.alone(outside, {**pushed, **inside}), "client_id": client.client_id}
    return {**requests.shortened(parameters), "request_uri": name}


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/ext/par/request", push)]
