"""Logout that a browser brings (OpenID Connect RP-Initiated Logout 1.0), with a confirmation where nobody vouches for it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from emulator.core.errors import PageError
from emulator.login import sessions
from emulator.pages import logout_pages
from emulator.protocol import cookies, login_session, redirect_uris
from emulator.realm.views import Client
from emulator.state.browser import AuthenticationSession
from emulator.state.records import UserSession
from emulator.tokens import verify
from emulator.web import session_end
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Response, redirect

NO_CACHE = ("Cache-Control", "no-cache")
_ATTRIBUTE = "post.logout.redirect.uris"


def logout(call: Call, sent: Parameters) -> Response:
    """The confirmation, or the end of the session and what follows it."""
    call.notes.append(NO_CACHE)
    hint, client_id = sent.get("id_token_hint"), sent.get("client_id")
    wanted = sent.get("post_logout_redirect_uri")
    if wanted and hint is None and client_id is None:
        raise refused("Missing parameters: id_token_hint", "neither id_token_hint nor client_id vouch for the redirect URI")
    token = _hint(call, hint, client_id) if hint is not None else None
    client = call.realm.client(client_id or (token.text("azp") if token is not None else ""))
    if wanted and client is not None and not _is_registered(client, call.base, wanted):
        raise refused("Invalid redirect uri", f"'{wanted}' is not among the client's post logout redirect URIs")
    target = wanted if wanted and client is not None else ""
    browser = cookies.identity(call)
    sid = token.text("sid") if token is not None else ""
    session = _begin(call, client, target, sent.get("state") or "", sid)
    vouched = bool(target) or token is not None if browser is None else browser.id == sid
    if not vouched:
        return _confirmation(call, session)
    found = browser or (sessions.find(call.context, sid) if sid else None)
    return _end(call, session, found, client)


def confirm(call: Call) -> Response:
    """What the confirmation posts."""
    call.notes.append(NO_CACHE)
    client = login_session.client(call)
    session = login_session.find(call, client)
    if session is None or call.form.get("session_code") != session.code:
        raise refused("Logout failed", "the confirmation is not the one that was shown last")
    browser = cookies.identity(call)
    return _end(call, session, browser, client)


def refused(message: str, reason: str) -> PageError:
    """The error page of a logout."""
    return PageError(message, reason=reason)


def _hint(call: Call, hint: str, client_id: str | None) -> verify.Verified:
    """The ID token, which may have expired; it must be the client's."""
    try:
        token = verify.signed(call.context, hint)
    except verify.NotValid as error:
        raise refused("Invalid parameter: id_token_hint", str(error)) from error
    if token.text("typ") != "ID" or token.text("iss") != call.context.issuer:
        raise refused("Invalid parameter: id_token_hint", "it is not an ID token of this realm")
    if client_id is not None and token.text("azp") != client_id:
        raise refused("Invalid parameter: id_token_hint", f"it is another client's than '{client_id}'")
    return token


def _is_registered(client: Client, base: str, uri: str) -> bool:
    """``+`` stands for the redirect URIs, ``-`` for none; several are separated by ``##``."""
    text = client.attributes.get(_ATTRIBUTE) or "+"
    patterns: list[str] = []
    for one in text.split("##"):
        patterns += client.redirect_uris if one == "+" else [one] if one and one != "-" else []
    return redirect_uris.is_among(client, base, patterns, uri)


def _begin(call: Call, client: Client | None, target: str, state: str, sid: str) -> AuthenticationSession:
    known = client or call.realm.client("account")
    root = login_session.known_root(call)
    if not root:
        browser = cookies.identity(call)
        root = browser.id if browser is not None else call.context.ids.uuid()
        cookies.add(call, cookies.AUTH_SESSION, root)
    session = AuthenticationSession(
        id=call.context.ids.tab(),
        root=root,
        code=call.context.ids.opaque(),
        client_id=known.client_id if known is not None else "",
        redirect_uri="",
        expires=call.context.clock.seconds() + call.context.realm.access_code_lifespan_login,
        flow_path="logout",
        notes={"redirect": target, "state": state, "sid": sid, "client": client.client_id if client is not None else ""},
    )
    login_session.keep(call, session)
    return session


def _confirmation(call: Call, session: AuthenticationSession) -> Response:
    query = urlencode({"client_id": session.client_id, "tab_id": session.id})
    action = f"{login_session.path_of(call)}/protocol/openid-connect/logout/logout-confirm?{query}"
    return logout_pages.confirmation(call, action, session.code)


def _end(call: Call, login: AuthenticationSession, session: UserSession | None, client: Client | None) -> Response:
    login_session.forget(call, login)
    applications: list[tuple[str, str]] = []
    if session is not None:
        applications = [_frame(call, one, session) for one in session_end.clients(call, session) if session_end.is_front_channel(one)]
        session_end.end(call, replace(session))
    if call.cookies.get(cookies.IDENTITY):
        cookies.clear(call, cookies.IDENTITY)
        cookies.clear(call, cookies.SESSION)
    target = login.notes.get("redirect", "")
    if target and login.notes.get("state"):
        target = f"{target}{'&' if '?' in target else '?'}{urlencode({'state': login.notes['state']})}"
    if applications:
        return logout_pages.front_channel(call, applications, target)
    if target:
        return redirect(target)
    return logout_pages.logged_out(call, client.base_url if client is not None and login.notes.get("client") else "")


def _frame(call: Call, client: Client, session: UserSession) -> tuple[str, str]:
    """An application's name and the URL of its frame."""
    url = client.attributes["frontchannel.logout.url"]
    if client.flag("frontchannel.logout.session.required", default=True):
        query = urlencode({"sid": session.id, "iss": call.context.issuer})
        url = f"{url}{'&' if '?' in url else '?'}{query}"
    return str(client.document.get("name") or client.client_id), url
