"""Tabs of a browser with logins in them: begun, found again by cookie and URL, and restarted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from emulator.browser import client_data, cookies, lifetimes
from emulator.keys import jws
from emulator.login.attempt import Attempt, Form
from emulator.pages.render import NO_STORE
from emulator.realm.views import Client
from emulator.state.browser import AuthenticationSession
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import Response, redirect

ANEW = "begun anew"
"""The note of a login that has begun a second time."""


class Tab:
    """A tab with a login in it: the client, the authentication session as this request leaves it, and what is done to it.

    ``session`` is a row that is replaced. What becomes of it outlives the request only once it is kept.
    """

    __slots__ = ("call", "client", "session")

    def __init__(self, call: Call, client: Client, session: AuthenticationSession) -> None:
        self.call = call
        self.client = client
        self.session = session

    def attempt(self) -> Attempt:
        """The login with the request around it."""
        return Attempt(
            context=self.call.context,
            passwords=self.call.emulator.passwords,
            client=self.client,
            session=self.session,
            form=Form(self.call.form),
            browser_session=cookies.identity(self.call),
            remembered=cookies.remembered(self.call),
            log=self.call.log,
        )

    def keep(self) -> None:
        """Stores the session."""
        self.call.tables.authentication_sessions.put(self.session.id, self.session)

    def forget(self) -> None:
        """The login of this tab is over."""
        self.call.tables.authentication_sessions.delete(self.session.id)

    def forget_all(self) -> None:
        """The logins of all tabs of the browser are over."""
        table = self.call.tables.authentication_sessions
        for identifier in list(table.keys_of("root", self.session.root)):
            table.delete(identifier)

    def logged_in(self) -> None:
        """The login has ended well. As observed, the other tabs have as long as a code lives; where sessions are short they end too."""
        table, realm = self.call.tables.authentication_sessions, self.call.context.realm
        # As observed, a tab that begins and ends in one request stays beside others, where nobody finds it.
        if table.get(self.session.id) is None and table.keys_of("root", self.session.root):
            self.keep()
        else:
            self.forget()
        longest = lifetimes.of_tabs(realm)
        if realm.sso_session_idle < longest and realm.sso_session_max < longest:
            self.forget_all()
            return
        ends = self.call.context.clock.seconds() + realm.access_code_lifespan
        for other in list(table.many("root", self.session.root)):
            table.put(other.id, replace(other, expires=min(other.expires, ends)))

    def touch(self) -> None:
        """Gives this tab, which is not yet kept, and the browser's others their time again."""
        ends = self.call.context.clock.seconds() + lifetimes.of_tabs(self.call.context.realm)
        self.session = replace(self.session, expires=ends)
        table = self.call.tables.authentication_sessions
        for other in list(table.many("root", self.session.root)):
            if other.id != self.session.id and other.expires != ends:
                table.put(other.id, replace(other, expires=ends))

    def begin_anew(self, flow_path: str = "") -> None:
        """The login as it was before anything was done in it, with the page that it began with or that of ``flow_path``."""
        self.touch()
        self.session = replace(
            self.session, flow_path=flow_path or self.session.began_with, execution="", user_id="", acting=False, status={},
            session_notes={}, required_actions=(), notes={ANEW: "true"},
        )  # fmt: skip

    def note(self, name: str, value: str) -> None:
        """Sets a note of the login."""
        self.session = replace(self.session, notes={**self.session.notes, name: value})

    def renew_code(self) -> None:
        """Another code, so that what was posted once is not accepted again."""
        self.session = replace(self.session, code=self.call.context.ids.opaque())

    def again(self) -> Tab:
        """A new tab of this browser, not yet kept, with the same request from its beginning."""
        return begin(self.call, self.client, self.session.parameters, self.session.redirect_uri, root=self.session.root)

    def elsewhere(self) -> Tab:
        """A new tab with the same request, not yet kept, apart from all other tabs of the browser."""
        session, root = self.session, self.call.context.ids.session()
        cookies.add_auth_session(self.call, root)
        return begin(self.call, self.client, session.parameters, session.redirect_uri, session.began_with, root=root)

    def set_restart_cookie(self) -> None:
        """The cookie from which the login is begun anew when its session has gone."""
        context = self.call.context
        claims = {
            "cid": self.session.client_id, "ruri": self.session.redirect_uri, "iat": context.clock.seconds(), "typ": "restart",
            "notes": dict(self.session.parameters),
        }  # fmt: skip
        cookies.add(self.call, cookies.RESTART, jws.sign(context.keys.active("HS512"), claims))

    def clear_restart_cookie(self) -> None:
        """The restart cookie goes with the browser's last tab."""
        others = self.call.tables.authentication_sessions.keys_of("root", self.session.root)
        if self.call.cookies.get(cookies.RESTART) and not others:
            cookies.clear(self.call, cookies.RESTART)

    def client_data(self) -> str:
        """What the URLs of the login carry of its request."""
        return client_data.write(self.session.parameters, self.session.redirect_uri)

    def query(self) -> dict[str, str]:
        """The parameters that name the tab."""
        return {"client_id": self.session.client_id, "tab_id": self.session.id, "client_data": self.client_data()}

    def url(self, path: str = "", **more: str) -> str:
        """A URL of the login: by default the page that is on show."""
        on_show = {"execution": self.session.execution} if not path and self.session.execution else {}
        query = urlencode({**more, **on_show, **self.query()})
        return f"{self.call.context.issuer}/login-actions/{path or self.session.flow_path}?{query}"

    def here(self) -> str:
        """Where the request was, with what names the tab: there an error of the login is shown again."""
        return f"{self.call.base}{self.call.path}?{urlencode(self.query())}"

    def action_url(self) -> str:
        """The URL that the form on show posts to."""
        return self.url(self.session.flow_path, session_code=self.session.code, execution=self.session.execution)

    def link(self, path: str, **more: str) -> str:
        """A link of the login, without scheme and host as Keycloak writes it."""
        return f"{path_of(self.call)}/login-actions/{path}?{urlencode({**self.query(), **more})}"

    def show(self) -> Response:
        """Sends the browser to the page that is on show."""
        return redirect(self.url(), headers=[NO_STORE])


def of(call: Call, attempt: Attempt) -> Tab:
    """The tab with its session as the steps of the login have left it."""
    return Tab(call, attempt.client, attempt.session)


def begin(
    call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, flow_path: str = "authenticate", *, root: str = ""
) -> Tab:
    """A new tab in this browser, not yet kept; the browser gets the cookies that find it again."""
    context = call.context
    root = root or known_root(call)
    if not root:
        browser_session = cookies.identity(call)
        root = browser_session.id if browser_session is not None else context.ids.session()
        cookies.add_auth_session(call, root)
    session = AuthenticationSession(
        id=context.ids.tab(),
        root=root,
        code=context.ids.opaque(),
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        parameters=dict(parameters),
        flow_path=flow_path,
        began_with=flow_path,
    )
    tab = Tab(call, client, session)
    tab.touch()
    return tab


def known_root(call: Call) -> str:
    """The root of the logins that are under way in this browser; empty without one. Those that are too late are gone."""
    root = call.cookies.get(cookies.AUTH_SESSION, "")
    table, now = call.tables.authentication_sessions, call.context.clock.seconds()
    for session in table.many("root", root):
        if session.expires <= now:
            table.delete(session.id)
    return root if root and table.having("root", root) else ""


def restarted(call: Call, client: Client) -> Tab | None:
    """A new tab as the restart cookie describes it; None without a usable cookie of this client."""
    text = call.cookies.get(cookies.RESTART)
    if not text:
        return None
    try:
        token = verify.signed(call.context, text)
    except verify.NotValid:
        return None
    notes = token.claims.get("notes")
    if token.text("typ") != "restart" or token.text("cid") != client.client_id or not isinstance(notes, dict):
        return None
    tab = begin(call, client, {str(k): str(v) for k, v in notes.items()}, token.text("ruri"))
    tab.note(ANEW, "true")
    return tab


def find(call: Call, client: Client) -> Tab | None:
    """The tab that cookie and ``tab_id`` name, if its login lives and is this client's."""
    return find_by_id(call, client, call.query.get("tab_id") or "")


def find_by_id(call: Call, client: Client, tab_id: str) -> Tab | None:
    """The tab of this id, if this browser has it, its login lives, and is the client's."""
    root = call.cookies.get(cookies.AUTH_SESSION)
    session = call.tables.authentication_sessions.get(tab_id)
    if root is None or session is None or session.root != root or session.client_id != client.client_id:
        return None
    tab = Tab(call, client, session)
    if session.expires <= call.context.clock.seconds():
        tab.forget()
        return None
    return tab


def path_of(call: Call) -> str:
    """The realm's path, without scheme and host."""
    return "/" + call.context.issuer.split("://", 1)[-1].partition("/")[2]
