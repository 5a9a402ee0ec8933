"""A login without pages: the authorization request, the user, and what the browser and the client get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from emulator.browser import auth
from emulator.context import Context, events
from emulator.controls import _browser, _common
from emulator.controls._common import ControlError
from emulator.core import web_address
from emulator.core.errors import OAuthError
from emulator.login import redirect_uris
from emulator.protocol import pkce, token
from emulator.protocol.grants.authorization_code import GRANT
from emulator.realm.views import Client
from emulator.tokens.issue import BOUND, DPOP_BOUND, issue
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
    query, verifier = _request(call, client, wanted)
    begun = _browser.visit(call, auth.authorize, f"/realms/{tables.realm.name}/protocol/openid-connect/auth", query)
    session = _browser.session_of(begun.call)
    if session is None:
        raise ControlError(f"the client was told: {_response(begun.response)}")
    response = _browser.finish(begun.call, session, user)
    answer = _response(response)
    call.notes += [note for note in begun.call.notes if note[0] == "Set-Cookie"]
    cookies = _browser.cookies_of(begun.call)
    found: dict[str, Any] = {
        "location": _location(response), "response": answer, "code": answer.get("code"), "session_id": answer.get("session_state"),
        "cookies": cookies, "storage_state": {"cookies": cookies, "origins": []},
    }  # fmt: skip
    if verifier:
        found["code_verifier"] = verifier
    if wanted.get("tokens"):
        found["tokens"] = exchange(call, str(found["code"] or ""), verifier)
    return found


def _request(call: Call, client: Client, wanted: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """The authorization request, and the verifier of its challenge where the client has to have one."""
    more = wanted.get("parameters") or {}
    if not isinstance(more, Mapping) or not all(isinstance(value, str) for value in more.values()):
        raise ControlError("parameters is an object of texts")
    query = {
        "client_id": client.client_id, "response_type": "code", "scope": _common.text(wanted, "scope") or "openid",
        "redirect_uri": _common.text(wanted, "redirect_uri") or first_redirect(_common.context_of(call), client.client_id), **more,
    }  # fmt: skip
    verifier = _common.text(wanted, "code_verifier")
    method = client.attributes.get(pkce.ENFORCED) or ("S256" if verifier else "")
    if method and "code_challenge" not in query:
        verifier = verifier or call.emulator.ids.opaque()
        query |= {"code_challenge": pkce.challenge_of(verifier, method), "code_challenge_method": method}
    return query, verifier


def first_redirect(context: Context, client_id: str) -> str:
    """The client's first redirect URI; a wildcard stands for nothing more. Raises ControlError."""
    client = _common.client_named(context.tables, client_id)
    for uri in client.redirect_uris:
        return redirect_uris.absolute(client, context, uri).rstrip("*") or f"{context.base}/"
    raise ControlError(f"the client '{client.client_id}' has no redirect URI")


def exchange(call: Call, code: str, verifier: str = "") -> dict[str, Any]:
    """The token answer for a code, as its client would get it whatever it authenticates with; raises ControlError."""
    context = _common.context_of(call)
    kept = context.tables.codes.get(code)
    client = context.tables.client_by_id(kept.client_id) if kept is not None else None
    if kept is None or client is None:
        raise ControlError("there is no such code")
    if client.flag(BOUND) or client.flag(DPOP_BOUND):
        raise ControlError(f"tokens of the client '{client.client_id}' belong to a key that only the client has: exchange the code there")
    form = {"code": code, "redirect_uri": kept.redirect_uri or "", "code_verifier": verifier}
    path = f"/realms/{context.realm.name}/protocol/openid-connect/token"
    inner = _browser.request(call, "POST", path, {name: value for name, value in form.items() if value})
    events.begin(inner.context, GRANT.event, client.client_id, grant_type=GRANT.name)
    try:
        decision = GRANT.decide(inner, client)
    except OAuthError as error:
        events.fail(inner.context, error)
        raise ControlError(f"{error.error}: {error.description}") from error
    if isinstance(decision, Response):
        raise TypeError("a code is answered with a response")
    tokens = issue(inner.context, call.emulator.plans, decision)
    token.succeeded(inner, decision, tokens)
    return tokens.finish()


def _location(response: Response) -> str:
    return next((value for name, value in response.headers if name.lower() == "location"), "")


def _response(response: Response) -> dict[str, str]:
    """What the client is told by the address that the browser is sent to; raises ControlError for a page."""
    location = _location(response)
    if not location:
        raise ControlError("the answer is a page; response_mode=form_post and prompt=create want a browser")
    parts = web_address.split(location)
    return dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(parts.fragment, keep_blank_values=True))


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
        return _common.answer(exchange(call, _common.text(wanted, "code"), _common.text(wanted, "code_verifier")))
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [
    Route("POST", "/_emulator/realms/{name}/logins", create),
    Route("POST", "/_emulator/realms/{name}/logins/tokens", create_tokens),
]
