"""What the browser brings to the client: code, tokens or an error, in the response mode that was asked for.

Sources: OAuth 2.0 Multiple Response Type Encoding Practices, OpenID Connect Core section 3.2 and 3.3, OAuth 2.0 Form Post Response Mode,
JWT Secured Authorization Response Mode (JARM), RFC 9207; order and names of parameters as observed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from emulator import client_policies
from emulator.context import events
from emulator.core import web_address
from emulator.core.errors import AdminError, OAuthError, PageError
from emulator.keys import jws
from emulator.keys.jws import Unsigned
from emulator.pages import form_post
from emulator.pages.render import NO_STORE
from emulator.protocol import client_keys, user_tokens
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.state.browser import AuthorizationCode
from emulator.state.records import UserSession
from emulator.tokens import organizations, scopes
from emulator.tokens.decision import BOUND, Decision
from emulator.tokens.draft import arranged
from emulator.tokens.issue import issue, signing_key
from emulator.web.call import Call
from emulator.web.response import Response, redirect

ASKED = "scope that was asked for"
"""Note of a client session: the last scope parameter that was not left out."""
MODES = frozenset({"query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"})
_JARM_LIFESPAN = 60
_AUTHORITY = re.compile("[^/?#]*:(?://[^/?#]*)?")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""Characters beyond the basic plane, which arrive as two question marks."""
_TAB = ("client_id", "tab_id", "client_data")
_ERROR = ("error", "error_description")
_FIRST = ("access_token", "scope", "code", "id_token")
"""What a JWT tells before the state, as observed."""


def kinds_of(parameters: Mapping[str, str]) -> frozenset[str]:
    """The response types of a request, in no order."""
    return frozenset(parameters.get("response_type", "").split())


def mode_of(parameters: Mapping[str, str]) -> str:
    """The response mode: the one asked for, else fragment where tokens are in the answer; query elsewhere, and for one that is unknown."""
    usual = "fragment" if kinds_of(parameters) & {"token", "id_token"} else "query"
    asked = parameters.get("response_mode", usual)
    if asked not in MODES:
        return "query"
    return f"{usual}.jwt" if asked == "jwt" else asked


def success(
    call: Call,
    client: Client,
    parameters: Mapping[str, str],
    redirect_uri: str,
    session: UserSession,
    user: User,
    extra: Mapping[str, str],
) -> Response:
    """The answer to a request whose user is logged in; ``session`` is kept and has a part of the client.

    ``extra`` are parameters that come before the code, such as the status of an action that the application asked for.
    """
    kinds = kinds_of(parameters)
    values: dict[str, str] = {"session_state": session.id}
    if client.flag("exclude.session.state.from.auth.response"):
        del values["session_state"]
    values |= extra
    code = ""
    if "code" in kinds:
        code = _code(call, client, parameters, session)
        values["code"] = code
    if kinds & {"token", "id_token"}:
        try:
            client_policies.trigger(call.context, "IMPLICIT_HYBRID_TOKEN_RESPONSE", client)
        except OAuthError as error:
            events.refuse(call.context, error.error)
            # As observed, the kind of error is told as if it explained one.
            return send(call, client, parameters, redirect_uri, {**values, "error_description": error.error})
        values |= _tokens(call, client, parameters, session, user, code)
        asked = session.clients[client.id].notes.get(ASKED, "")
        if asked and kinds == {"token"} and mode_of(parameters).endswith(".jwt"):
            values["scope"] = asked
    return send(call, client, parameters, redirect_uri, values)


def refused(call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, error: OAuthError) -> Response:
    """The answer to a request that is refused in a way that its client may know."""
    values = {"error": error.error}
    if error.description:
        values["error_description"] = error.description
    return send(call, client, parameters, redirect_uri, values)


def send(call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, values: Mapping[str, str]) -> Response:
    """``values`` with ``state`` and ``iss`` among them, in the request's response mode."""
    mode, target = mode_of(parameters), web_address.without_usual_port(redirect_uri)
    ordered = {name: values[name] for name in _ERROR if name in values}
    if "state" in parameters:
        ordered["state"] = parameters["state"]
    if "session_state" in values:
        ordered["session_state"] = values["session_state"]
    if mode.endswith(".jwt"):
        ordered |= {name: value for name, value in values.items() if name not in ordered}
        ordered = {"response": _signed(call, client, ordered)}
        mode = mode.removesuffix(".jwt")
    else:
        if not client.flag("exclude.issuer.from.auth.response"):
            ordered["iss"] = call.context.issuer
        ordered |= {name: value for name, value in values.items() if name not in ordered}
    if mode == "form_post":
        return form_post.render(target, ordered, _history_url(call))
    answer = urlencode({name: _BEYOND.sub("??", value) for name, value in ordered.items()})
    return redirect(_extended(target, answer, mode), headers=[NO_STORE])


def _history_url(call: Call) -> str:
    """The page of the login whose form is answered, as it is found again; empty for any other request."""
    tab = {name: call.query.get(name) or "" for name in _TAB}
    if call.method != "POST" or not all(tab.values()):
        return ""
    return f"{call.base}{call.path}?{urlencode(tab)}"


def _extended(uri: str, answer: str, mode: str) -> str:
    """The redirect URI, encoded as observed, with the answer in its query, before its fragment, or in its fragment."""
    authority = _AUTHORITY.match(uri)
    start = authority[0] if authority is not None else ""
    rest = quote(_BEYOND.sub("%3F%3F", uri[len(start) :]), safe="%/?#:@!$&'()*+,;=-._~")
    address, mark, fragment = f"{start}{rest}".partition("#")
    if mode == "fragment":
        return f"{address}#{fragment}&{answer}" if fragment else f"{address}#{answer}"
    return f"{address}{'&' if '?' in address else '?'}{answer}{mark}{fragment}"


def _code(call: Call, client: Client, parameters: Mapping[str, str], session: UserSession) -> str:
    context = call.context
    identifier = f"{context.ids.uuid()}.{session.id}.{client.id}"
    code = AuthorizationCode(
        id=identifier,
        session_id=session.id,
        client_id=client.id,
        redirect_uri=parameters.get("redirect_uri"),
        expires=context.clock.seconds() + context.realm.access_code_lifespan,
        parameters=dict(parameters),
    )
    context.tables.codes.put(identifier, code)
    return identifier


def _tokens(call: Call, client: Client, parameters: Mapping[str, str], session: UserSession, user: User, code: str) -> dict[str, str]:
    """Tokens that come through the browser; the ID token names what came with it by half a hash each."""
    context, kinds = call.context, kinds_of(parameters)
    scope = parameters.get("scope")
    if code and scopes.is_offline(context.tables, client, scope):
        try:
            user_tokens.go_offline(context, client, user, session, scope)
        except OAuthError as error:
            # As observed, the browser is told and not the client, and the login is undone.
            raise AdminError(error.status, {"error": error.error, "error_description": error.description}) from error
    if scope is None and scopes.has_openid(session.clients[client.id].notes.get(ASKED)):
        scope = "openid"
    decision = Decision(
        "na", client, user, session, session.clients[client.id], scope, scopes.permitted(context.tables, client, user, scope),
        refresh=False, id_token="id_token" in kinds, nonce=parameters.get("nonce"), implicit=not code,
        organization=organizations.chosen(context.tables, client, user, scope, session.clients[client.id].notes),
    )  # fmt: skip
    if client.flag(BOUND):
        from emulator.protocol import confirmation

        confirmation.bind(call, decision, required=False)
    tokens = issue(context, call.emulator.plans, decision)
    access_id = tokens.access.claims.get("jti") if isinstance(tokens.access, Unsigned) else None
    events.note(context, token_id=access_id, scope=decision.scopes.text)
    answer: dict[str, str] = {}
    access = ""
    if "token" in kinds:
        access = tokens.access if isinstance(tokens.access, str) else tokens.access.sign()
    if tokens.identity is not None:
        key, claims = tokens.identity.key, tokens.identity.claims
        for name, text in (("at_hash", access), ("c_hash", code), ("s_hash", parameters.get("state", ""))):
            if text:
                claims[name] = jws.half_hash(key.algorithm, text, key.curve)
        tokens.identity.claims = arranged(claims, {})
        answer["id_token"] = client_keys.encrypted(call, client, tokens.identity.sign(), client_keys.ID_TOKEN)
    if access:
        answer |= {"access_token": access, "token_type": tokens.body["token_type"], "expires_in": str(tokens.body.get("expires_in", 0))}
    return answer


def _signed(call: Call, client: Client, values: Mapping[str, str]) -> str:
    context = call.context
    claims: dict[str, Any] = {"exp": context.clock.seconds() + _JARM_LIFESPAN, "iss": context.issuer, "aud": client.client_id}
    claims |= {name: values[name] for name in _FIRST if name in values}
    claims |= {name: value for name, value in values.items() if name not in claims}
    try:
        key = signing_key(context, client, "authorization.signed.response.alg")
    except LookupError as error:
        events.refuse(context, "invalid_user_credentials")
        raise PageError(Text("unexpectedErrorHandlingRequestMessage"), reason=f"no key signs the answer: {error}") from error
    text = jws.sign(key, claims)
    return client_keys.encrypted(call, client, text, client_keys.AUTHORIZATION)
