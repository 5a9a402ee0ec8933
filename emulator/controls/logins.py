"""A login without pages: the authorization request, the user, and what the browser and the client get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.browser import auth
from emulator.controls import _browser, _common, _logins
from emulator.controls._common import ControlError
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

MEMBERS = ("client_id", "username", "redirect_uri", "scope", "parameters", "tokens", "code_verifier")
_EXCHANGE = ("code", "code_verifier")


def login(call: Call, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A login of ``wanted``, whose members are ``MEMBERS``; raises ControlError.

    ``parameters`` are more of the authorization request. The answer: ``location``, where the browser is sent, with the ``response`` in it
    (``code``, ``session_state``, …); its ``cookies``, also as the ``storage_state`` of Playwright; the ``tokens`` that the code is good
    for, if they were wanted.
    """
    tables = _common.context_of(call).tables
    client = _common.client_named(tables, _common.text(wanted, "client_id"))
    user = _common.user_named(tables, _common.text(wanted, "username"))
    query, verifier = _logins.request(call, client, wanted)
    begun = _browser.visit(call, auth.authorize, f"/realms/{tables.realm.name}/protocol/openid-connect/auth", query)
    session = _browser.session_of(begun.call)
    if session is None:
        raise ControlError(f"the client was told: {_logins.response_in(_logins.location_of(begun.response))}")
    location = _logins.location_of(_browser.finish(begun.call, session, user))
    call.notes += [note for note in begun.call.notes if note[0] == "Set-Cookie"]
    return _logins.answer(call, wanted, location, _browser.cookies_of(begun.call), verifier)


def create(call: Call) -> Response:
    """A login of a user without a password; the caller, too, gets the cookies."""
    _common.context_of(call)
    wanted = _common.document(call, MEMBERS)
    try:
        return _common.answer(login(call, wanted))
    except ControlError as error:
        raise _common.refused(error) from error


def create_tokens(call: Call) -> Response:
    """The tokens for the code of a login."""
    _common.context_of(call)
    wanted = _common.document(call, _EXCHANGE)
    try:
        return _common.answer(_logins.exchange(call, _common.text(wanted, "code"), _common.text(wanted, "code_verifier")))
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [
    Route("POST", "/_emulator/realms/{name}/logins", create),
    Route("POST", "/_emulator/realms/{name}/logins/tokens", create_tokens),
]
