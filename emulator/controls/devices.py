"""Devices that wait for their user (RFC 8628): let in, or turned away, without pages."""

from __future__ import annotations

from emulator.browser import device
from emulator.browser import login as browser_login
from emulator.controls import _browser, _common
from emulator.controls._common import ControlError
from emulator.login.outcome import Refused
from emulator.state.browser import AuthenticationSession
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def approve(call: Call, user_code: str, username: str) -> None:
    """The user logs in for the device and consents; raises ControlError."""
    user = _common.user_named(_common.context_of(call).tables, username)
    browser, session = _begun(call, user_code)
    _browser.finish(browser, session, user)


def deny(call: Call, user_code: str) -> None:
    """Somebody refuses the device; raises ControlError."""
    browser, session = _begun(call, user_code)
    browser_login.answer(browser, _browser.attempt(browser, session), Refused("access_denied"))


def _begun(call: Call, user_code: str) -> tuple[Call, AuthenticationSession]:
    visit = _browser.visit(call, device.verify, f"/realms/{call.parameters['name']}/device", {"user_code": user_code})
    session = _browser.session_of(visit.call)
    if session is None:
        raise ControlError(f"no device waits for the code '{user_code}'", missing=True)
    return visit.call, session


def create_approval(call: Call) -> Response:
    """Lets the device with this user code in, as the user ``username``."""
    _common.context_of(call)
    wanted = _common.document(call, ("username",))
    try:
        approve(call, call.parameters["user_code"], _common.text(wanted, "username"))
    except ControlError as error:
        raise _common.refused(error) from error
    return _common.done()


def create_denial(call: Call) -> Response:
    """Turns the device with this user code away."""
    _common.context_of(call)
    try:
        deny(call, call.parameters["user_code"])
    except ControlError as error:
        raise _common.refused(error) from error
    return _common.done()


ROUTES = [
    Route("POST", "/_emulator/realms/{name}/devices/{user_code}/approve", create_approval),
    Route("POST", "/_emulator/realms/{name}/devices/{user_code}/deny", create_denial),
]
