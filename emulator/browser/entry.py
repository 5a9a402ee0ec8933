"""Which login a URL of the login pages belongs to, and where a URL leads that comes too late, too early or out of turn.

The order of the checks and their words are as observed.
"""

from __future__ import annotations

from dataclasses import replace

from emulator.browser import (
    authorization_request,
    authorization_response,
    client_data,
    cookies,
    flow_run,
    https_required,
    lifetimes,
    tabs,
)
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.core.errors import OAuthError, PageError
from emulator.login import actions, redirect_uris
from emulator.login.attempt import Attempt
from emulator.pages import detached, languages, notice, page_expired
from emulator.realm import texts
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.web.call import Call
from emulator.web.response import Response

FAILED = Text("invalidCodeMessage")
REQUIRED_ACTION = "required-action"
_LOGGED_IN = Text("alreadyLoggedIn")
_NO_COOKIE = Text("cookieNotFoundMessage")
_TOO_LATE = Text("loginTimeout")
_ACTIONS = (REQUIRED_ACTION, "reset-credentials")


def login_of(call: Call) -> Tab | Response:
    """The login that cookie, ``client_id`` and ``tab_id`` name, with the event of the request drafted; a response where it has gone.

    Raises PageError.
    """
    path = call.path.rpartition("/")[2]
    https_required.check_login(call, path)
    events.begin(call.context, https_required.kind_of_event(path))
    if not call.context.realm.enabled:
        raise PageError(Text("realmNotEnabledMessage"), linked=False, event="realm_disabled")
    client = call.tables.client(call.query.get("client_id") or "")
    events.note(call.context, client=client)
    known = _read(call, call.query.get("client_data") or "")
    tab = tabs.find(call, client) if client is not None else None
    return tab or _gone(call, client, known, late=call.query.get("session_code") is not None)


def active(call: Call) -> Tab | Response:
    """As ``login_of``, of a client that may log in, and without a draft: from here on each step tells what it does."""
    tab = login_of(call)
    if isinstance(tab, Response):
        return tab
    if not tab.client.enabled:
        cookies.clear(call, cookies.RESTART)
        events.note(call.context, code_id=tab.session.root)
        reason = f"client '{tab.client.client_id}' is not enabled"
        raise PageError(Text("loginRequesterNotEnabledMessage"), reason=reason, event="client_disabled")
    events.drop(call.context)
    return tab


def enter(call: Call, path: str) -> tuple[Attempt, bool] | Response:
    """The login that a URL of this path belongs to, and whether it brings what a form posted; a response where it leads elsewhere.

    A code that has been used leads back to the page on show, if it is that page's; a page that is not on show any more has expired.
    Without a code the page on show is shown again, or the first one of another flow.
    """
    tab = active(call)
    if isinstance(tab, Response):
        return tab
    session = tab.session
    execution, code = call.query.get("execution"), call.query.get("session_code")
    on_show = (execution or "") == session.execution
    if code is not None and code != session.code:
        if not on_show:
            return expired(tab)
        _tell(tab, Text("expiredActionMessage"))
        tab.keep()
        return tab.show()
    if code is None and execution is not None and not on_show:
        return expired(tab)
    if path != REQUIRED_ACTION and is_late(tab, path):
        return begun_anew(tab)
    if session.acting != (path == REQUIRED_ACTION):
        return _out_of_turn(tab, path)
    if path in flow_run.BROKERED and path != session.flow_path:
        return _out_of_turn(tab, path)
    if path == REQUIRED_ACTION and is_late(tab, path):
        return begun_anew(tab)
    tab.touch()
    session = tab.session
    if code is None:
        if path != session.flow_path and not session.acting:
            tab.session = replace(session, flow_path=path, execution="")
        return tab.attempt(), False
    if execution is None or not on_show:
        return tab.show() if session.acting else expired(tab)
    tab.renew_code()
    tab.note(actions.LAST, execution)
    return tab.attempt(), True


def is_late(tab: Tab, path: str = REQUIRED_ACTION) -> bool:
    """Whether the page of the login had its time; those of required actions have as much as consent. Raises PageError."""
    realm, now = tab.call.context.realm, tab.call.context.clock.seconds()
    if path not in _ACTIONS:
        return lifetimes.is_late(tab.session, realm, lifetimes.of_login(realm), now)
    late = lifetimes.is_late(tab.session, realm, lifetimes.of_action(realm), now)
    if not late and path != REQUIRED_ACTION and lifetimes.is_late(tab.session, realm, lifetimes.of_login(realm), now):
        raise PageError(Text("expiredCodeMessage"), reason="the login took too long", event="expired_code")
    return late


def begun_anew(tab: Tab) -> Response:
    """On to the login page of the tab, which tells that it took too long."""
    kind = https_required.kind_of_event(tab.call.path.rpartition("/")[2])
    events.record(tab.call.context, kind, tab.client.client_id, error="expired_code", details={"code_id": tab.session.root})
    tab.begin_anew("authenticate")
    _tell(tab, _TOO_LATE)
    tab.keep()
    return tab.show()


def _out_of_turn(tab: Tab, path: str) -> Response:
    """A path that does not fit how far the login is."""
    if path in flow_run.BROKERED and not tab.session.acting and flow_run.PROVIDER not in tab.session.notes:
        raise PageError("Not found serialized context in authenticationSession.", reason="no identity provider has answered in this login")
    return expired(tab)


def _tell(tab: Tab, message: str) -> None:
    """Notes a message for the tab's next page."""
    tab.note("message", texts.stored(message))


def gone(call: Call, client: Client, text: str) -> Response:
    """What becomes of a URL that brings the code of a login that has gone; ``text`` is what it knows of the request."""
    return _gone(call, client, _read(call, text), late=True)


def _gone(call: Call, client: Client | None, known: dict[str, str] | None, *, late: bool) -> Response:
    """Begun anew from the restart cookie; or, in a browser that is logged in, the client or the user is told; or the error page."""
    tab = tabs.restarted(call, client) if client is not None else None
    if tab is not None:
        if late or call.cookies.get(cookies.AUTH_SESSION) is None:
            _tell(tab, _TOO_LATE)
        events.note(call.context, restart_after_timeout="true")
        events.refuse(call.context, "expired_code")
        tab.keep()
        return tab.show()
    if cookies.identity(call) is not None:
        if client is not None and client.enabled and known is not None:
            events.note(call.context, redirected_to_client="true")
            events.refuse(call.context, "already_logged_in")
            if languages.is_international(call):
                detached.remember(call, detached.Notice(_LOGGED_IN, _LOGGED_IN, 400))
            return _told(call, client, known)
        events.note(call.context, redirected_to_client="false")
        events.refuse(call.context, "already_logged_in")
        home = detached.home(call, client, though_disabled=True)
        return notice.render(call, _LOGGED_IN, _LOGGED_IN, (home, Text("backToApplication")) if home else None, status=400)
    if call.cookies.get(cookies.RESTART):
        raise PageError(FAILED, reason="the browser's restart cookie is not of this client, or unreadable", event="invalid_code")
    raise PageError(_NO_COOKIE, event="cookie_not_found", reason="the browser sent no cookie of a login that is under way")


def _told(call: Call, client: Client, known: dict[str, str]) -> Response:
    """Tells the client of a login that is over; raises PageError for what the client could not have asked for."""
    try:
        authorization_request.check_response(call.context, client, known)
    except OAuthError as error:
        raise PageError(error.error, 401 if error.error == "unauthorized_client" else 400, reason=str(error)) from error
    redirect_uri = redirect_uris.resolve(client, call.context, known.get("redirect_uri"), needed=True, own_parameters=True)
    refusal = OAuthError("temporarily_unavailable", "authentication_expired", reason="the login of this tab is over")
    return authorization_response.refused(call, client, known, redirect_uri, refusal)


def _read(call: Call, text: str) -> dict[str, str] | None:
    try:
        return client_data.read(text)
    except ValueError as error:
        events.note(call.context, reason=f"Invalid client data: {error}")
        raise PageError(Text("invalidRequestMessage"), reason=f"client_data is unreadable: {error}") from error


def expired(tab: Tab) -> Response:
    """The page of a login whose page on show is another one by now."""
    return page_expired.render(tab.call, tab.link("restart", skip_logout="true"), tab.url())
