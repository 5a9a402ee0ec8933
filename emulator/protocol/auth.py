"""The authorization endpoint (RFC 6749 section 3.1) for the code flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from emulator.core.errors import OAuthError, PageError
from emulator.protocol import browser_login, pkce, redirect_uris, request_object
from emulator.realm.views import Client
from emulator.tokens import scopes
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Response
from emulator.web.routing import Route

_IMPLICIT = "Client is not allowed to initiate browser login with given response_type. Implicit flow is disabled for the client."
_STANDARD = "Client is not allowed to initiate browser login with given response_type. Standard flow is disabled for the client."
_MISMATCH = "\0"
_TYPES = frozenset({"code", "token", "id_token", "none"})
_MODES = frozenset({"query", "fragment"})


def authorize(call: Call) -> Response:
    """The login page, or a redirect with a code or an error; the error page where the redirect cannot be trusted."""
    return _begin(call, "authenticate")


def register(call: Call) -> Response:
    """An authorization request that begins with the registration page."""
    if not call.realm.realm.registration_allowed:
        raise PageError("Registration not allowed")
    return _begin(call, "registration")


def forgot_credentials(call: Call) -> Response:
    """An authorization request that begins with the page for a forgotten password."""
    if not call.realm.realm.reset_password_allowed:
        raise PageError("Reset Credential not allowed")
    return _begin(call, "reset-credentials")


def _begin(call: Call, flow_path: str) -> Response:
    if not call.realm.realm.enabled:
        raise PageError("Realm not enabled")
    sent = call.query if call.method == "GET" else call.form
    client = _client(call, sent)
    parameters = _parameters(call, client, sent)
    redirect_uri = redirect_uris.resolve(client, call.base, parameters.get("redirect_uri"))
    try:
        _check(call, client, parameters)
        return browser_login.start(call, client, parameters, redirect_uri, flow_path)
    except OAuthError as error:
        call.log.append(str(error))
        values = {"error": error.error, "error_description": error.description or ""}
        return browser_login.send(call, parameters, redirect_uri, values)


def prepare(call: Call) -> Callable[[], None] | None:
    """Fetches the keys of a client that signs its request."""
    text = call.query.get("request")
    client = call.tables.client(call.query.get("client_id") or "") if call.tables is not None else None
    return request_object.prepare(call, client, text) if text and client is not None else None


def _client(call: Call, sent: Parameters) -> Client:
    client_id = sent.get("client_id")
    if client_id is None:
        raise PageError("Invalid Request", reason="the request has no client_id")
    client = call.realm.client(client_id)
    if client is None:
        raise PageError("Client not found.", reason=f"there is no client '{client_id}'")
    if not client.enabled:
        raise PageError("Client disabled.", reason=f"client '{client_id}' is not enabled")
    if client.bearer_only:
        raise PageError("Bearer-only applications are not allowed to initiate browser login.", 403)
    return client


def _parameters(call: Call, client: Client, sent: Parameters) -> dict[str, str]:
    """The request's parameters; those of a request object win. Repeated ones refuse the request."""
    if sent.duplicated():
        raise PageError("Invalid Request", reason="a parameter was sent more than once")
    found = dict(sent)
    if found.get("request_uri"):
        raise request_object.refused("request_uri is not among the client's request URIs")
    text = found.pop("request", None)
    if text is not None:
        inner = request_object.parameters(call, client, text)
        merged = {**found, **inner}
        if "response_type" in found and "response_type" in inner and found["response_type"] != inner["response_type"]:
            merged["response_type"] = _MISMATCH
        return merged
    if request_object.required(client) in ("request only", "request_uri only", "request or request_uri"):
        raise request_object.refused("the client is set to require a request object")
    return found


def _check(call: Call, client: Client, parameters: Mapping[str, str]) -> None:
    kind = parameters.get("response_type")
    if kind == _MISMATCH:
        raise OAuthError("invalid_request", "Parameter response_type does not match", reason="the request object asks for another one")
    if not kind:
        raise OAuthError("invalid_request", "Missing parameter: response_type")
    kinds = kind.split(" ")
    if any(one not in _TYPES for one in kinds):
        raise OAuthError("unsupported_response_type", "Invalid parameter: response_type", reason=f"response_type is '{kind}'")
    if kinds != ["code"]:
        raise OAuthError("unauthorized_client", _IMPLICIT, reason=f"response_type is '{kind}', only 'code' is served")
    if not client.standard_flow:
        raise OAuthError("unauthorized_client", _STANDARD)
    if parameters.get("response_mode", "query") not in _MODES:
        raise OAuthError("invalid_request", "Invalid parameter: response_mode")
    scopes.check(call.realm, client, parameters.get("scope"))
    pkce.check_request(client, parameters)


_BASE = "/realms/{realm}/protocol/openid-connect"
ROUTES = [
    *(Route(method, f"{_BASE}/auth", authorize, prepare) for method in ("GET", "POST")),
    Route("GET", f"{_BASE}/registrations", register, prepare),
    Route("GET", f"{_BASE}/forgot-credentials", forgot_credentials, prepare),
]
