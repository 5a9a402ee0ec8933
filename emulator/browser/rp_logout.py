"""Logout that a browser brings (OpenID Connect RP-Initiated Logout 1.0), with a confirmation where nobody vouches for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from emulator import client_policies
from emulator.broker import links
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser import cookies, entry, lifetimes, tabs
from emulator.browser.tabs import Tab
from emulator.context import Context, events
from emulator.core import web_address
from emulator.core.errors import OAuthError, PageError
from emulator.login import redirect_uris, session_end, sessions
from emulator.pages import detached, logout_pages
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.state.browser import AuthenticationSession
from emulator.state.records import UserSession
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Response, redirect

NO_CACHE = ("Cache-Control", "no-cache")
_ATTRIBUTE = "post.logout.redirect.uris"
_NOBODY = "account"
_BROKERS = "broker logout"
_FAILED = Text("failedLogout")
_CONFIRM = "/logout-confirm"
_STAYS = {"redirected_to_client": "false"}


def logout(call: Call, sent: Parameters) -> Response:
    """The confirmation, or the end of the session and what follows it."""
    call.notes.append(NO_CACHE)
    # What is empty counts in a form, and not in an address.
    hint, client_id, wanted = (
        sent.get(name) if call.method == "POST" else sent.get(name) or None
        for name in ("id_token_hint", "client_id", "post_logout_redirect_uri")
    )
    if wanted is not None and hint is None and client_id is None:
        said = "Either the parameter 'client_id' or the parameter 'id_token_hint' is required when 'post_logout_redirect_uri' is used."
        events.record(call.context, "LOGOUT", "", error="invalid_request", details={"reason": said})
        raise refused(Text("missingParameterMessage", "id_token_hint"), "neither id_token_hint nor client_id vouch for the redirect URI")
    token = _hint(call, hint, client_id) if hint is not None else None
    client = call.tables.client(client_id or (token.text("azp") if token is not None else ""))
    if wanted is not None and not (client is not None and _is_registered(client, call.context, wanted)):
        name = client.client_id if client is not None else ""
        events.record(call.context, "LOGOUT", name, error="invalid_redirect_uri", details={"redirect_uri": wanted})
        return _refusal(call, Text("invalidRedirectUriMessage"), client, f"'{wanted}' is not among the client's post logout redirect URIs")
    target = redirect_uris.led_to(client, call.context, wanted) if wanted and client is not None else ""
    browser = cookies.identity(call)
    sid = token.text("sid") if token is not None else ""
    tab = _begin(call, client, target, sid, sent)
    vouched = bool(target) or token is not None if browser is None else browser.id == sid
    if not vouched:
        return _confirmation(tab)
    user_session = browser or (sessions.find(call.context, sid) if sid else None)
    if user_session is None and token is not None:
        events.record(call.context, "LOGOUT", token.text("azp"), error="session_expired")
        if call.cookies.get(cookies.RESTART):
            cookies.clear(call, cookies.RESTART)
    return _end(tab, user_session)


def confirm(call: Call) -> Response:
    """What the confirmation posts."""
    call.notes.append(NO_CACHE)
    tab = _shown(call)
    if tab is None or call.form.get("session_code") != tab.session.code or entry.is_late(tab):
        return _failed(call, tab)
    sid = tab.session.notes["sid"]
    return _end(tab, (sessions.find(call.context, sid) if sid else None) or cookies.identity(call))


def confirmation(call: Call) -> Response:
    """The confirmation once more, perhaps in another language; when it is over already, there is nothing left to confirm.

    As observed, it fails in a browser that has logged in since.
    """
    call.notes.append(NO_CACHE)
    tab = _shown(call)
    if tab is not None:
        return _confirmation(tab)
    events.record(call.context, "LOGOUT", "", error="session_expired")
    if cookies.identity(call) is not None:
        events.record(call.context, "LOGOUT", "", error="already_logged_in", details=_STAYS)
        why = "Failed verification when changing locale during logout."
        events.record(call.context, "LOGOUT", "", error="logout_failed", details={"reason": why, **_STAYS})
        return _refusal(call, _FAILED, _named(call), "the browser has logged in since")
    events.record(call.context, "LOGOUT", "", error="cookie_not_found")
    return logout_pages.logged_out(call, detached.home(call, _named(call)), status=400)


def _failed(call: Call, tab: Tab | None) -> Response:
    """The error page of a confirmation that does not count, or not any more; events as observed."""
    known = {"code_id": tab.session.root} if tab is not None else _STAYS if cookies.identity(call) is not None else {}
    if tab is not None:
        events.record(call.context, "LOGOUT", "", error="expired_code", details=known)
    else:
        events.record(call.context, "LOGOUT", "", error="session_expired")
        events.record(call.context, "LOGOUT", "", error="already_logged_in" if known else "cookie_not_found", details=known)
    events.record(call.context, "LOGOUT", "", error="session_expired", details={"reason": "Failed verification during logout.", **known})
    return _refusal(call, _FAILED, _named(call), "the confirmation is not the one that was shown last")


def _named(call: Call) -> Client | None:
    """The client that the URL names; None for the one that stands for nobody."""
    name = call.query.get("client_id") or ""
    return call.tables.client(name) if name != _NOBODY else None


def refused(message: str, reason: str) -> PageError:
    """The error page of a logout."""
    return PageError(message, reason=reason, linked=False)


def _refusal(call: Call, message: str, client: Client | None, reason: str) -> Response:
    """The error page with a link to where the client lives."""
    call.log.append(reason)
    told = detached.Notice(message, status=400, link=detached.home(call, client), error=True)
    return detached.show(call, told, client_id=client.client_id if client is not None else None)


def _hint(call: Call, hint: str, client_id: str | None) -> verify.Verified:
    """The ID token, which may have expired; it must be the client's."""
    try:
        token = verify.signed(call.context, hint)
    except verify.NotValid as error:
        raise _hint_refused(call, str(error), "Invalid IDToken") from error
    if token.text("typ") != "ID":
        kind = token.text("typ")
        raise _hint_refused(call, f"its typ is '{kind}', not ID", f"Token type is incorrect. Expected '[ID]' but was '{kind}'")
    if token.text("iss") != call.context.issuer:
        raise _hint_refused(call, "it is not an ID token of this realm", f"Invalid token issuer. Expected '{call.context.issuer}'")
    if client_id is not None and token.text("azp") != client_id:
        said = "Parameter client_id is different than the client for which ID Token was issued."
        raise _hint_refused(call, f"it is another client's than '{client_id}'", said, client_id)
    return token


def _hint_refused(call: Call, reason: str, said: str, client_id: str = "") -> PageError:
    """The error page of a hint, whose event says why."""
    events.record(call.context, "LOGOUT", client_id, error="invalid_token", details={"reason": said})
    return refused(Text("invalidParameterMessage", "id_token_hint"), reason)


def _is_registered(client: Client, context: Context, uri: str) -> bool:
    """``+`` stands for the redirect URIs, ``-`` for none; several are separated by ``##``."""
    text = client.attributes.get(_ATTRIBUTE) or "+"
    patterns: list[str] = []
    for one in text.split("##"):
        patterns += client.redirect_uris if one == "+" else [one] if one and one != "-" else []
    return redirect_uris.is_among(client, context, patterns, uri, own_parameters=True)


def _shown(call: Call) -> Tab | None:
    """The logout that the URL names, if this browser has it."""
    client = call.tables.client(call.query.get("client_id") or "")
    tab = tabs.find(call, client) if client is not None else None
    return tab if tab is not None and tab.session.flow_path == "logout" else None


def waiting(call: Call, state: str) -> Tab | None:
    """The logout that waits for an identity provider's answer to this state."""
    for session in call.tables.authentication_sessions.many(_BROKERS, state):
        return Tab(call, call.tables.client(session.client_id) or Client({}), session)
    return None


def _begin(call: Call, client: Client | None, target: str, sid: str, sent: Parameters) -> Tab:
    known = client or call.tables.client(_NOBODY) or Client({})
    root = tabs.known_root(call)
    if not root:
        browser = cookies.identity(call)
        root = browser.id if browser is not None else call.context.ids.uuid()
        cookies.add(call, cookies.AUTH_SESSION, root)
    session = AuthenticationSession(
        id=call.context.ids.tab(),
        root=root,
        code=call.context.ids.opaque(),
        client_id=known.client_id,
        redirect_uri="",
        parameters={"ui_locales": sent.get("ui_locales") or ""},
        expires=call.context.clock.seconds() + lifetimes.of_tabs(call.context.realm),
        flow_path="logout",
        notes={
            "redirect": target, "state": sent.get("state") or "", "sid": sid, "client": client.client_id if client is not None else "",
        },
    )  # fmt: skip
    tab = Tab(call, known, session)
    tab.keep()
    return tab


def _page_url(tab: Tab) -> str:
    query = urlencode({"client_id": tab.session.client_id, "tab_id": tab.session.id})
    return f"{tabs.path_of(tab.call)}/protocol/openid-connect/logout{_CONFIRM}?{query}"


def _client(tab: Tab) -> Client | None:
    """The client that the logout names; None for one that nobody asked for."""
    return tab.call.tables.client(tab.session.notes.get("client", ""))


def _confirmation(tab: Tab) -> Response:
    home = detached.home(tab.call, _client(tab))
    return logout_pages.confirmation(tab.call, _page_url(tab), tab.session.code, home)


def _end(tab: Tab, session: UserSession | None) -> Response:
    """Ends the session, then tells the applications in the browser, or leads on."""
    call = tab.call
    applications: list[tuple[str, str]] = []
    if session is not None:
        _ask_policies(call, session)
        applications = [
            _frame(call, client, session) for client in session_end.clients(call.context, session) if session_end.is_front_channel(client)
        ]
    elsewhere = _brokers_logout(call, session) if session is not None and not applications else ""
    if elsewhere and session is not None:
        # As observed, the session lives until the browser comes back from the provider.
        sessions.keep(call.context, replace(session, notes={**session.notes, sessions.LOGGING_OUT: "true"}))
        tab.note(_BROKERS, session.id)
        tab.keep()
        return redirect(elsewhere)
    if session is not None:
        _note_end(tab, session)
        session_end.end(call.context, replace(session))
    response = _after(tab, applications)
    # As observed, the browser's cookies and its other tabs end with a session, not where there was none.
    if session is not None:
        cookies.forget_identity(call)
        tab.forget_all()
    else:
        tab.forget()
    return response


def _note_end(tab: Tab, session: UserSession) -> None:
    """The event of a session that ends."""
    context = tab.call.context
    details = {"redirect_uri": tab.session.notes.get("redirect") or None}
    events.record(context, "LOGOUT", tab.session.client_id, context.tables.user(session.user_id), session.id, details=details)


def _ask_policies(call: Call, session: UserSession) -> None:
    """Client policies may refuse that an application is told in the browser; raises OAuthError."""
    if not client_policies.are_there(call.tables):
        return
    told = [client for client in session_end.clients(call.context, session) if client.document.get("frontchannelLogout")]
    try:
        for client in told:
            client_policies.trigger(call.context, "LOGOUT_REQUEST", client, by_link=call.method == "GET")
    except OAuthError:
        call.notes.remove(NO_CACHE)
        raise


def finish(tab: Tab) -> Response:
    """What follows a logout that an identity provider has taken part in: its session ends, unless somebody has logged in with it since."""
    context = tab.call.context
    session = sessions.find(context, tab.session.notes[_BROKERS])
    if session is None or sessions.LOGGING_OUT not in session.notes:
        events.record(context, "LOGOUT", "", error="user_session_not_found")
        raise PageError(Text("sessionNotActiveMessage"), reason="the session has ended, or goes on")
    _note_end(tab, session)
    session_end.end(context, session, told_by_provider=True)
    tab.forget_all()
    return _after(tab, ())


def _brokers_logout(call: Call, session: UserSession) -> str:
    """Where the session goes on that began at an identity provider; empty when it did not, or when the provider is not told."""
    provider = links.provider(call.tables, session.notes.get("identity_provider", ""))
    member = BROKER_PROVIDERS.get(provider.provider) if provider is not None else None
    if provider is None or member is None:
        return ""
    target = f"{call.context.issuer}/broker/{provider.alias}/endpoint/logout_response"
    url: str = member.logout_url(provider, session.notes.get("FEDERATED_ID_TOKEN", ""), session.id, target)
    return url


def _after(tab: Tab, applications: Sequence[tuple[str, str]]) -> Response:
    call, client, page_url = tab.call, _client(tab), _page_url(tab)
    target, state = web_address.without_usual_port(tab.session.notes.get("redirect", "")), tab.session.notes.get("state")
    if target and state:
        target = _with_query(target, {"state": state})
    if applications:
        again = page_url if call.path.endswith(_CONFIRM) else page_url.replace(f"{_CONFIRM}?", "?")
        return logout_pages.front_channel(call, applications, target, page_url, again)
    if target and client is not None and client.flag("logout.confirmation.enabled"):
        return logout_pages.logged_out(call, target, page_url)
    if target:
        return redirect(target)
    return logout_pages.logged_out(call, detached.home(call, client), page_url)


def _frame(call: Call, client: Client, session: UserSession) -> tuple[str, str]:
    """An application's name and the URL of its frame."""
    url = client.attributes["frontchannel.logout.url"]
    if client.flag("frontchannel.logout.session.required", default=True):
        url = _with_query(url, {"sid": session.id, "iss": call.context.issuer})
    return str(client.document.get("name") or client.client_id), url


def _with_query(url: str, values: Mapping[str, str]) -> str:
    """The URL with more parameters, before its fragment."""
    start, mark, fragment = url.partition("#")
    return f"{start}{'&' if '?' in start else '?'}{urlencode(values)}{mark}{fragment}"
