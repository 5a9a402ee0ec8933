"""A login in a browser, from the first page to the redirect with a code."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from emulator.keys import jws
from emulator.login import sessions
from emulator.pages.render import NO_STORE
from emulator.protocol import cookies
from emulator.realm.views import Client, User
from emulator.state.browser import AuthenticationSession, AuthorizationCode
from emulator.state.records import UserSession
from emulator.tokens.levels import LEVEL
from emulator.web.call import Call
from emulator.web.response import Response, redirect


def begin(call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str) -> str:
    """Starts an authentication session in this browser; returns the URL that its form posts to."""
    context = call.context
    root = call.cookies.get(cookies.AUTH_SESSION, "")
    known = any(one.root == root for one in context.tables.authentication_sessions) if root else False
    if not known:
        root = context.ids.session()
        cookies.add_auth_session(call, root)
    now = context.clock.seconds()
    session = AuthenticationSession(
        id=context.ids.tab(),
        root=root,
        code=context.ids.opaque(),
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        parameters=dict(parameters),
        expires=now + context.realm.access_code_lifespan_login,
    )
    _sweep(call, now)
    context.tables.authentication_sessions.put(session.id, session)
    claims = {"cid": client.client_id, "ruri": redirect_uri, "iat": now, "typ": "restart"}
    cookies.add(call, cookies.RESTART, jws.sign(context.keys.active("HS512"), claims))
    return action(call, session)


def action(call: Call, session: AuthenticationSession) -> str:
    """The URL that the form of this authentication session posts to."""
    given = {"ru": session.redirect_uri, "rt": "code", "st": session.parameters.get("state")}
    text = json.dumps({k: v for k, v in given.items() if v is not None}, separators=(",", ":"))
    query = urlencode(
        {
            "session_code": session.code,
            "execution": _execution(call),
            "client_id": session.client_id,
            "tab_id": session.id,
            "client_data": base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode(),
        }
    )
    return f"{call.context.issuer}/login-actions/authenticate?{query}"


def _execution(call: Call) -> str:
    flows = call.realm.realm.authentication_flows
    found = next((flow for flow in flows if flow.get("alias") == "forms"), {})
    return str(found.get("id") or call.realm.id)


def _sweep(call: Call, now: int) -> None:
    table = call.realm.authentication_sessions
    for session in table:
        if session.expires <= now:
            table.delete(session.id)


def succeeded(call: Call, session: AuthenticationSession, client: Client, user: User) -> Response:
    """The redirect with a code after the user has logged in."""
    context = call.context
    notes = {"AUTH_TIME": str(context.clock.seconds())}
    context.tables.authentication_sessions.delete(session.id)
    made = sessions.start(context, user, identifier=session.root, notes=notes)
    cookies.clear(call, cookies.RESTART)
    cookies.add_identity(call, made)
    return _code(call, client, session.parameters, session.redirect_uri, made, "1")


def joined(call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, session: UserSession) -> Response:
    """The redirect with a code for a browser that is logged in already."""
    session = replace(session, last_access=call.context.clock.seconds())
    cookies.add_auth_session(call, session.id)
    cookies.add(call, cookies.RESTART, "")
    cookies.add_identity(call, session)
    return _code(call, client, parameters, redirect_uri, session, "0")


def _code(call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, session: UserSession, level: str) -> Response:
    context = call.context
    notes = {LEVEL: level, "nonce": parameters.get("nonce", "")}
    if client.id not in session.clients or level == "1":
        session, _ = sessions.join(context, session, client, parameters.get("scope"), notes)
    else:
        mine = replace(session.clients[client.id], scope=parameters.get("scope") or "", notes=notes)
        session = sessions.with_client(session, mine)
    sessions.keep(context, session)
    identifier = f"{context.ids.uuid()}.{session.id}.{client.id}"
    context.tables.codes.put(
        identifier,
        AuthorizationCode(
            id=identifier,
            session_id=session.id,
            client_id=client.id,
            redirect_uri=parameters.get("redirect_uri"),
            expires=context.clock.seconds() + context.realm.access_code_lifespan,
            parameters=dict(parameters),
        ),
    )
    return send(call, parameters, redirect_uri, {"session_state": session.id, "code": identifier})


def send(call: Call, parameters: Mapping[str, str], redirect_uri: str, values: Mapping[str, str]) -> Response:
    """A redirect to the client with ``state`` and ``iss`` (RFC 9207) among the values, in Keycloak's order."""
    ordered = {k: v for k, v in values.items() if k in ("error", "error_description") and v}
    if parameters.get("state") is not None:
        ordered["state"] = parameters["state"]
    if "session_state" in values:
        ordered["session_state"] = values["session_state"]
    ordered["iss"] = call.context.issuer
    if "code" in values:
        ordered["code"] = values["code"]
    mark = "#" if parameters.get("response_mode") == "fragment" else "&" if "?" in redirect_uri else "?"
    return redirect(f"{redirect_uri}{mark}{urlencode(ordered)}", headers=[NO_STORE])
