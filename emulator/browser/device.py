"""Device authorization (RFC 8628): codes for a device, and the pages on which its user lets it in."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from emulator import client_policies
from emulator.browser import authorization_request as requests
from emulator.browser import https_required, other_methods, tabs
from emulator.context import events
from emulator.core.errors import OAuthError, PageError
from emulator.login import consents
from emulator.login.request_parameters import REPEATABLE
from emulator.pages import device_pages
from emulator.pages.render import NO_STORE
from emulator.protocol import client as clients
from emulator.protocol import endpoint as token_endpoint
from emulator.protocol import pkce
from emulator.protocol.grants.device_code import ENABLED, is_forgotten
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.state.browser import DeviceCode
from emulator.tokens.lifespans import own_number
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_OFF = Text("oauth2DeviceAuthorizationGrantDisabledMessage")
_VERIFIED = "OAUTH2_DEVICE_VERIFY_USER_CODE"
_NO_DEVICE = "device code not found (it may already have been used)"
_LATE_CODE = Text("oauth2DeviceExpiredUserCodeMessage")
_BAD_CODE = Text("oauth2DeviceInvalidUserCodeMessage")


def endpoint(call: Call) -> Response:
    """Where devices ask for codes and users bring them, at two addresses: a form is a device's unless HTML is preferred, as observed."""
    if not call.context.realm.enabled:
        raise PageError(Text("realmNotEnabledMessage"), linked=False)
    if call.method == "POST" and accept.prefers_json(call.headers.get("accept", "")):
        return _start(call)
    return verify(call)


def _start(call: Call) -> Response:
    """A device code and a user code for a client that may use the flow."""
    https_required.check(call, "OAUTH2_DEVICE_AUTH")
    events.begin(call.context, "OAUTH2_DEVICE_AUTH", clients.named(call) or "")
    client = clients.authenticate(call, token_endpoint.EXPOSE)
    if client.flag(ENABLED) and call.form.duplicated(REPEATABLE):
        events.note(call.context, client_auth_method=client.proves_by)
        raise OAuthError("invalid_grant", "duplicated parameter", event="invalid_request")
    asked = _asked(call, client) if client.flag(ENABLED) else {}
    events.drop(call.context)
    if not call.cors.refused:
        # What refuses the client is for no page of another origin.
        call.cors.forget()
    if not client.flag(ENABLED):
        raise OAuthError("unauthorized_client", _OFF)
    call.notes.extend([] if call.cors.refused else [NO_STORE])
    pkce.check_request(client, asked)
    client_policies.trigger(call.context, "DEVICE_AUTHORIZATION_REQUEST", client, asked, scope=asked.get("scope"))
    code = _make(call, client, asked)
    base = f"{call.context.issuer}/device"
    call.cors.allow(call.context.web_origins(client), token_endpoint.EXPOSE)
    return json_response(
        {
            "device_code": code.id,
            "user_code": code.user_code,
            "verification_uri": base,
            "verification_uri_complete": f"{base}?{urlencode({'user_code': code.user_code})}",
            "expires_in": code.expires - call.context.clock.seconds(),
            "interval": code.interval,
        }
    )


def _asked(call: Call, client: Client) -> dict[str, str]:
    """What the device asks for, in its form or in a request object; raises PageError for what cannot be read."""
    events.note(call.context, client_auth_method=client.proves_by)
    asked = requests.parameters(call, client, call.form, of_device=True)
    requests.check_numbers(call.context, asked)
    return asked


def _make(call: Call, client: Client, asked: Mapping[str, str]) -> DeviceCode:
    context = call.context
    lifespan = own_number(client, "oauth2.device.code.lifespan") or context.realm.number("oauth2DeviceCodeLifespan", 600)
    interval = own_number(client, "oauth2.device.polling.interval") or context.realm.number("oauth2DevicePollingInterval", 5)
    kept = {name: value for name, value in asked.items() if name in ("nonce", "code_challenge", "code_challenge_method", "acr_values")}
    now = context.clock.seconds()
    code = DeviceCode(
        id=context.ids.opaque(), user_code=context.ids.user_code(), client_id=client.id, expires=now + lifespan, interval=interval,
        scope=asked.get("scope"), parameters=kept,
    )  # fmt: skip
    context.tables.device_codes.put(code.id, code)
    return code


def verify(call: Call) -> Response:
    """The page that asks for the user's code, or on to the login."""
    https_required.check(call, "OAUTH2_DEVICE_VERIFY_USER_CODE")
    code = (call.form.get("device_user_code") if call.method == "POST" else call.query.get("user_code")) or ""
    if not code:
        return device_pages.enter(call, _path(call))
    context = call.context
    device_code = context.tables.device_codes.one("user_code", normalised(code))
    client = context.tables.client_by_id(device_code.client_id) if device_code is not None else None
    now = context.clock.seconds()
    late = device_code is not None and device_code.expires <= now and not is_forgotten(device_code, now)
    if device_code is None or client is None or device_code.status != "pending" or device_code.expires <= now:
        call.log.append(f"no device waits for the code '{code[:20]}'")
        reason = "device code expired" if late else _NO_DEVICE
        events.record(context, _VERIFIED, "", error="invalid_oauth2_user_code", details={"reason": reason})
        return device_pages.enter(call, _path(call), _LATE_CODE if late else _BAD_CODE)
    events.record(context, _VERIFIED, client.client_id, details={"scope": device_code.scope})
    tab = tabs.begin(call, client, {"scope": device_code.scope} if device_code.scope is not None else {}, "")
    tab.note(consents.DEVICE, device_code.id)
    tab.keep()
    tab.set_restart_cookie()
    return tab.show()


def status(call: Call) -> Response:
    """The end of the user's part."""
    error = call.query.get("error")
    if error is None:
        return device_pages.done(call)
    return device_pages.failed(call, error, f"{call.context.issuer}/device")


def normalised(code: str) -> str:
    """A user code as it is kept: upper case, in two halves."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def _path(call: Call) -> str:
    return f"{tabs.path_of(call)}/device"


_BASE = "/realms/{realm}"
_DOORS = ("protocol/openid-connect/auth/device", "device")
ROUTES = [
    *(Route(method, f"{_BASE}/{door}", endpoint, preflight="POST, OPTIONS") for door in _DOORS for method in ("GET", "POST")),
    *(Route("GET", f"{_BASE}/{door}/status", status) for door in _DOORS),
    *(Route(method, f"{_BASE}/{door}/status", other_methods.missing) for door in _DOORS for method in ("POST", "OPTIONS")),
]
