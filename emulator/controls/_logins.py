"""What logins without pages share: the authorization request, and what the client and the browser get at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from emulator.context import Context, events
from emulator.controls import _browser, _common
from emulator.controls._common import ControlError
from emulator.core import web_address
from emulator.core.errors import OAuthError
from emulator.protocol import pkce, token
from emulator.protocol.grants.authorization_code import GRANT
from emulator.realm.views import Client
from emulator.tokens.decision import BOUND, DPOP_BOUND
from emulator.tokens.issue import issue
from emulator.web.call import Call
from emulator.web.response import Response


def request(call: Call, client: Client, wanted: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """The authorization request, and the verifier of its challenge where the client has to have one."""
    more = _common.mapping(wanted, "parameters")
    if not all(isinstance(value, str) for value in more.values()):
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
        return context.absolute(client, uri).rstrip("*") or f"{context.base}/"
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


def answer(call: Call, wanted: Mapping[str, Any], location: str, cookies: Sequence[Mapping[str, Any]], verifier: str) -> dict[str, Any]:
    """What a login gives: where the browser is sent, what the client is told by that, the browser's cookies, and tokens if wanted."""
    told = response_in(location)
    result: dict[str, Any] = {
        "location": location, "response": told, "code": told.get("code"), "session_id": told.get("session_state"),
        "cookies": list(cookies), "storage_state": {"cookies": list(cookies), "origins": []},
    }  # fmt: skip
    if verifier:
        result["code_verifier"] = verifier
    if wanted.get("tokens"):
        result["tokens"] = exchange(call, str(result["code"] or ""), verifier)
    return result


def location_of(response: Response) -> str:
    """Where an answer sends the browser; empty for a page."""
    return next((value for name, value in response.headers if name.lower() == "location"), "")


def response_in(location: str) -> dict[str, str]:
    """What the client is told by the address that the browser is sent to; raises ControlError for a page."""
    if not location:
        raise ControlError("the answer is a page; response_mode=form_post and prompt=create want a browser")
    parts = web_address.split(location)
    return dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(parts.fragment, keep_blank_values=True))
