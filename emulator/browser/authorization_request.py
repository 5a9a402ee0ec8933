"""What an authorization request may say: its parameters, from wherever they come, and Keycloak's checks in its order."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.browser import authorization_response, request_object
from emulator.context import Context, events
from emulator.core.errors import OAuthError, PageError
from emulator.core.whole_numbers import int32
from emulator.login.request_parameters import KNOWN, REPEATABLE
from emulator.protocol import pkce
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.tokens import resources, scopes
from emulator.tokens.decision import DPOP_BOUND
from emulator.web.call import Call
from emulator.web.forms import Parameters, without_controls

_IMPLICIT = Text("implicitFlowDisabledMessage")
_STANDARD = Text("standardFlowDisabledMessage")
_UNENCRYPTED = "Response_mode 'query.jwt' is allowed only when the authorization response token is encrypted"
_ENCRYPTED = ("authorization.encrypted.response.alg", "authorization.encrypted.response.enc")
_NO_DPOP = "DPoP is not supported for implicit nor hybrid flows. Client requires DPoP bound access tokens."
_MISMATCH = "\0"
_BOTH = "Illegal to use both 'request' and 'request_uri' parameters together"
_NEEDED = {"request only": "'request'", "request_uri only": "'request_uri'", "request or request_uri": "'request' or 'request_uri'"}
_TYPES = frozenset({"code", "token", "id_token", "none"})
_LONGEST = 4000
_LONGEST_OF = {"login_hint": 255}
_NUMBERS = frozenset({"max_age"})
"""Parameters that count at any length, as observed."""
_LONGEST_EXTRA = 2000
_MOST_EXTRA = 5


def parameters(call: Call, client: Client, sent: Parameters, *, of_device: bool = False) -> dict[str, str]:
    """The request's parameters, of repeated ones the first; those of a request object win, too long ones do not count.

    As observed, an object is neither looked at nor missed beside a parameter that comes twice, or a scope with ``openid`` that comes
    without ``response_type``, unless it is that of a device.
    """
    outside = first_of(sent)
    uri = outside.pop("request_uri", None)
    text = outside.pop("request", None)
    if sent.duplicated(REPEATABLE) or (not of_device and _is_half_told(outside)):
        return shortened(outside)
    check_use(client, text, uri)
    if uri is not None:
        text = request_object.fetched(call, client, uri)
    if text is not None:
        return joined(outside, request_object.parameters(call, client, text))
    return shortened(outside)


def first_of(sent: Parameters) -> dict[str, str]:
    """The parameters as they were sent, of repeated ones the first; as observed without control characters, escaped ones too."""
    outside: dict[str, str] = {}
    for name, value in sent:
        outside.setdefault(name, value if name == "request" else without_controls(value))
    return outside


def _is_half_told(outside: Mapping[str, str]) -> bool:
    return scopes.has_openid(outside.get("scope")) and "response_type" not in outside


def check_use(client: Client, text: str | None, uri: str | None, *, is_pushed: bool = False) -> None:
    """Raises the error page for an object both by value and by URI, and where the client has to send one and does not.

    A request that ``is_pushed`` will be asked for by its URI.
    """
    if uri is not None and text is not None:
        raise request_object.refused("both request and request_uri were sent", _BOTH)
    required = request_object.required(client)
    has = {
        "request only": text is not None,
        "request_uri only": uri is not None or is_pushed,
        "request or request_uri": text is not None or uri is not None,
    }
    if not has.get(required, True):
        said = f"Client is required to use {_NEEDED[required]} parameter."
        raise request_object.refused(f"request objects of the client are set to '{required}'", said)


def joined(outside: Mapping[str, str], inside: Mapping[str, str]) -> dict[str, str]:
    """What stands inside of an object, or was pushed, counts more than what stands beside it; both have to name the same response."""
    merged = shortened({**outside, **inside})
    if "response_type" in outside and "response_type" in inside and outside["response_type"] != inside["response_type"]:
        merged[_MISMATCH] = outside["response_type"]
    return merged


def alone(outside: Mapping[str, str], inside: Mapping[str, str]) -> dict[str, str]:
    """What an object says that was pushed: of what stands beside it only the type of the response counts, where it has none."""
    kept = {name: value for name, value in outside.items() if name in ("client_id", "response_type")}
    return {**kept, **inside}


def shortened(found: Mapping[str, str]) -> dict[str, str]:
    """The parameters that are not too long, and not too many of those that nobody knows."""
    known = {name: value for name, value in found.items() if name in KNOWN}
    kept = {name: value for name, value in known.items() if name in _NUMBERS or len(value) <= _LONGEST_OF.get(name, _LONGEST)}
    extra = {name: value for name, value in found.items() if name not in KNOWN and len(value) <= _LONGEST_EXTRA}
    return {**kept, **dict(list(extra.items())[:_MOST_EXTRA])}


def is_known(kinds: frozenset[str]) -> bool:
    """Whether there is such a combination of response types."""
    return bool(kinds) and kinds <= _TYPES and not ("none" in kinds and len(kinds) > 1)


def check_response(context: Context, client: Client, parameters: Mapping[str, str]) -> None:
    """Which response may be asked for by this client, and how it may come; raises OAuthError."""
    kind = parameters.get("response_type")
    if kind is None:
        raise OAuthError("invalid_request", "Missing parameter: response_type")
    kinds = authorization_response.kinds_of(parameters)
    if not is_known(kinds):
        if kinds <= _TYPES and "none" in kinds:
            events.note(context, reason="'None' not allowed with some other response_type")
        raise OAuthError("unsupported_response_type", None, reason=f"response_type is '{kind}'")
    mode = parameters.get("response_mode")
    if mode is not None and mode not in authorization_response.MODES:
        raise OAuthError("invalid_request", "Invalid parameter: response_mode", reason=f"response_mode is '{mode}'")
    browser = bool(kinds & {"token", "id_token"})
    if mode == "query" and browser:
        raise OAuthError("invalid_request", "Response_mode 'query' not allowed for implicit or hybrid flow")
    if mode == "query.jwt" and browser and not all(client.attributes.get(name) for name in _ENCRYPTED):
        raise OAuthError("invalid_request", _UNENCRYPTED)
    events.note(context, response_mode=authorization_response.mode_of(parameters).replace(".", "_"))
    if kinds & {"code", "none"} and not client.standard_flow:
        raise OAuthError("unauthorized_client", _STANDARD, event="not_allowed")
    if browser and client.flag(DPOP_BOUND):
        raise OAuthError("unauthorized_client", _NO_DPOP)
    if browser and not client.implicit_flow:
        raise OAuthError("unauthorized_client", _IMPLICIT, event="not_allowed")
    if _MISMATCH in parameters:
        events.refuse(context, "invalid_request")
        reason = f"the request itself asks for '{parameters[_MISMATCH]}'"
        raise OAuthError("invalid_request", "Parameter response_type does not match", reason=reason)


def check_contents(call: Call, client: Client, parameters: Mapping[str, str], browser: bool = True) -> None:
    """What is asked for besides the response; raises OAuthError. A pushed request is not asked for its resource, as observed."""
    kinds = authorization_response.kinds_of(parameters)
    scopes.check(call.tables, client, parameters.get("scope"))
    resource = parameters.get("resource")
    if browser and resource is not None and not resources.is_resource(resource):
        events.note(call.context, reason=f"Invalid resource: {resource}")
        raise OAuthError("invalid_target", resources.INVALID, event="invalid_request")
    if "id_token" in kinds and not parameters.get("nonce"):
        raise OAuthError("invalid_request", "Missing parameter: nonce")
    if kinds & {"code", "none"}:
        pkce.check_request(client, parameters)


def check_numbers(context: Context, given: Mapping[str, str]) -> None:
    """``max_age`` is a whole number of 32 bits, or the request is refused with a page."""
    age = given.get("max_age")
    if age is not None and int32(age) is None:
        events.note(context, reason=f'For input string: "{age}"')
        raise PageError(Text("invalidRequestMessage"), reason=f"max_age is '{age[:40]}'")
