"""What an authorization request may say: its parameters, from wherever they come, and Keycloak's checks in its order."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.browser import authorization_response, request_object
from emulator.core.errors import OAuthError, PageError
from emulator.protocol import pkce
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.tokens import scopes
from emulator.tokens.issue import DPOP_BOUND
from emulator.web.call import Call
from emulator.web.forms import Parameters, without_controls

_IMPLICIT = Text("implicitFlowDisabledMessage")
_STANDARD = Text("standardFlowDisabledMessage")
_UNENCRYPTED = "Response_mode 'query.jwt' is allowed only when the authorization response token is encrypted"
_ENCRYPTED = ("authorization.encrypted.response.alg", "authorization.encrypted.response.enc")
_NO_DPOP = "DPoP is not supported for implicit nor hybrid flows. Client requires DPoP bound access tokens."
_MISMATCH = "\0"
_TYPES = frozenset({"code", "token", "id_token", "none"})
_LONGEST = 4000
_LONGEST_EXTRA = 2000
_MOST_EXTRA = 5
_KNOWN = frozenset(
    {
        "client_id", "response_type", "response_mode", "redirect_uri", "scope", "state", "nonce", "prompt", "max_age", "login_hint",
        "ui_locales", "acr_values", "claims", "display", "request", "request_uri", "code_challenge", "code_challenge_method",
        "kc_idp_hint", "kc_action", "kc_locale", "dpop_jkt", "resource",
    }
)  # fmt: skip


def parameters(call: Call, client: Client, sent: Parameters) -> dict[str, str]:
    """The request's parameters, of repeated ones the first; those of a request object win, too long ones do not count."""
    outer: dict[str, str] = {}
    for name, value in sent:
        outer.setdefault(name, without_controls(value))
    uri = outer.pop("request_uri", None)
    text = outer.pop("request", None)
    if uri is not None and text is not None:
        raise request_object.refused("both request and request_uri were sent")
    if uri is not None:
        text = request_object.fetched(call, client, uri)
    if text is not None:
        inner = request_object.parameters(call, client, text)
        merged = {**outer, **inner}
        if "response_type" in outer and "response_type" in inner and outer["response_type"] != inner["response_type"]:
            merged["response_type"] = _MISMATCH
        return _shortened(merged)
    if request_object.required(client) in ("request only", "request_uri only", "request or request_uri"):
        raise request_object.refused("the client is set to require a request object")
    return _shortened(outer)


def _shortened(found: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in found.items() if name in _KNOWN and len(value) <= _LONGEST}
    extra = {name: value for name, value in found.items() if name not in _KNOWN and len(value) <= _LONGEST_EXTRA}
    return {**kept, **dict(list(extra.items())[:_MOST_EXTRA])}


def is_known(kinds: frozenset[str]) -> bool:
    """Whether there is such a combination of response types."""
    return bool(kinds) and kinds <= _TYPES and not ("none" in kinds and len(kinds) > 1)


def check_response(client: Client, given: Mapping[str, str]) -> None:
    """Which response may be asked for by this client, and how it may come; raises OAuthError."""
    kind = given.get("response_type")
    if kind == _MISMATCH:
        raise OAuthError("invalid_request", "Parameter response_type does not match", reason="the request object asks for another one")
    if kind is None:
        raise OAuthError("invalid_request", "Missing parameter: response_type")
    kinds = authorization_response.kinds_of(given)
    if not is_known(kinds):
        raise OAuthError("unsupported_response_type", None, reason=f"response_type is '{kind}'")
    mode = given.get("response_mode")
    if mode is not None and mode not in authorization_response.MODES:
        raise OAuthError("invalid_request", "Invalid parameter: response_mode", reason=f"response_mode is '{mode}'")
    browser = bool(kinds & {"token", "id_token"})
    if mode == "query" and browser:
        raise OAuthError("invalid_request", "Response_mode 'query' not allowed for implicit or hybrid flow")
    if mode == "query.jwt" and browser and not all(client.attributes.get(name) for name in _ENCRYPTED):
        raise OAuthError("invalid_request", _UNENCRYPTED)
    if kinds & {"code", "none"} and not client.standard_flow:
        raise OAuthError("unauthorized_client", _STANDARD)
    if browser and client.flag(DPOP_BOUND):
        raise OAuthError("unauthorized_client", _NO_DPOP)
    if browser and not client.implicit_flow:
        raise OAuthError("unauthorized_client", _IMPLICIT)


def check_contents(call: Call, client: Client, given: Mapping[str, str]) -> None:
    """What is asked for besides the response; raises OAuthError."""
    kinds = authorization_response.kinds_of(given)
    scopes.check(call.tables, client, given.get("scope"))
    if "id_token" in kinds and not given.get("nonce"):
        raise OAuthError("invalid_request", "Missing parameter: nonce")
    if kinds & {"code", "none"}:
        pkce.check_request(client, given)


def check_numbers(given: Mapping[str, str]) -> None:
    """``max_age`` is a whole number, or the request is refused with a page."""
    age = given.get("max_age")
    if age is not None and not age.removeprefix("-").isdigit():
        raise PageError(Text("invalidRequestMessage"), reason=f"max_age is '{age[:40]}'")
