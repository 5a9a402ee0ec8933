"""Identity providers that the emulator plays: who can log in there, and who does so next without a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.broker import upstream
from emulator.browser import auth, broker, login_actions
from emulator.browser import upstreams as played
from emulator.context import Context
from emulator.controls import _browser, _common, _logins
from emulator.controls._common import ControlError
from emulator.realm import upstreams
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

MEMBERS = ("persona", "claims", "error")
LOGIN = ("client_id", "persona", "claims", "redirect_uri", "scope", "parameters", "tokens", "code_verifier")


def personas(context: Context, alias: str) -> dict[str, dict[str, Any]]:
    """Who can log in at a provider, by name, with their claims; raises ControlError for one that the emulator does not play."""
    document = context.tables.document
    found = upstreams.personas(document, alias)
    if not found:
        raise ControlError(_common.unknown("upstream", alias, upstreams.aliases(document)), missing=True)
    return found


def choose(context: Context, alias: str, wanted: Mapping[str, Any]) -> None:
    """Decides the next login at a provider: by ``persona``, with other ``claims`` this time, or by ``error``; raises ControlError."""
    known, name, error = personas(context, alias), _common.text(wanted, "persona"), _common.text(wanted, "error")
    claims = _common.mapping(wanted, "claims")
    if bool(name) == bool(error):
        raise ControlError("say who logs in by persona, or what is refused by error")
    if name and name not in known:
        raise ControlError(_common.unknown("persona", name, known), missing=True)
    if error:
        upstream.choose(context, alias, {"error": error})
        return
    changed = {claim: value for claim, value in {**known[name], **claims}.items() if value is not None}
    upstream.choose(context, alias, {"claims": changed})


def login(call: Call, alias: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A login at a client by a persona of the provider, in a browser of its own; ``wanted`` has ``LOGIN`` members. Raises ControlError.

    The answer is that of a login without pages. A page that wants an answer first, such as the one that links the account with one that
    is there already, is an error.
    """
    context = _common.context_of(call)
    choose(context, alias, {name: wanted[name] for name in ("persona", "claims") if name in wanted})
    client = _common.client_named(context.tables, _common.text(wanted, "client_id"))
    query, verifier = _logins.request(call, client, wanted)
    routes = [*auth.ROUTES, *broker.ROUTES, *played.ROUTES, *login_actions.ROUTES]
    path = f"/realms/{context.realm.name}/protocol/openid-connect/auth"
    location, cookies = _browser.follow(call, routes, path, {**query, "kc_idp_hint": alias})
    return _logins.answer(call, wanted, location, cookies, verifier)


def index(call: Call) -> Response:
    """The providers that the emulator plays: by alias their personas, by name."""
    context = _common.context_of(call)
    document = context.tables.document
    return _common.answer({alias: upstreams.personas(document, alias) for alias in upstreams.aliases(document)})


def create_choice(call: Call) -> Response:
    """Decides the next login at a provider, which then shows no page."""
    context = _common.context_of(call)
    wanted = _common.document(call, MEMBERS)
    try:
        choose(context, call.parameters["alias"], wanted)
    except ControlError as error:
        raise _common.refused(error) from error
    return _common.done()


def create_login(call: Call) -> Response:
    """A login by a provider without pages."""
    _common.context_of(call)
    wanted = _common.document(call, LOGIN)
    try:
        return _common.answer(login(call, call.parameters["alias"], wanted))
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [
    Route("GET", "/_emulator/realms/{name}/upstreams", index),
    Route("POST", "/_emulator/realms/{name}/upstreams/{alias}/next", create_choice),
    Route("POST", "/_emulator/realms/{name}/upstreams/{alias}/logins", create_login),
]
