"""The authentication session of a tab: begun, found again by cookie and URL, and restarted."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from emulator.browser import cookies
from emulator.keys import jws
from emulator.realm.texts import Text
from emulator.realm.views import Client, Realm
from emulator.state.browser import AuthenticationSession
from emulator.tokens import verify
from emulator.web.call import Call

NO_COOKIE = Text("cookieNotFoundMessage")
EXPIRED = Text("loginTimeout")
ANEW = "begun anew"
"""The note of a login that has begun a second time."""
_STANDARD = str.maketrans("-_", "+/")
_SENT = {"ru": "redirect_uri", "rt": "response_type", "rm": "response_mode", "st": "state"}


def begin(
    call: Call, client: Client, parameters: Mapping[str, str], redirect_uri: str, flow_path: str = "authenticate", *, root: str = ""
) -> AuthenticationSession:
    """A new tab in this browser, not yet kept; the browser gets the cookies that find it again."""
    context = call.context
    root = root or known_root(call)
    if not root:
        session = cookies.identity(call)
        root = session.id if session is not None else context.ids.session()
        cookies.add_auth_session(call, root)
    now = context.clock.seconds()
    _sweep(call, now)
    return AuthenticationSession(
        id=context.ids.tab(),
        root=root,
        code=context.ids.opaque(),
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        parameters=dict(parameters),
        expires=now + lifespan(context.realm),
        flow_path=flow_path,
        began_with=flow_path,
    )


def lifespan(realm: Realm) -> int:
    """Seconds that a login may take; one without a lifespan of its own takes as long as a code lives, as observed."""
    return max(realm.access_code_lifespan_login, 0) or realm.access_code_lifespan


def known_root(call: Call) -> str:
    """The root of the logins that are under way in this browser; empty without one."""
    root = call.cookies.get(cookies.AUTH_SESSION, "")
    return root if root and call.context.tables.authentication_sessions.keys_of("root", root) else ""


def keep(call: Call, session: AuthenticationSession) -> None:
    """Stores the session."""
    call.context.tables.authentication_sessions.put(session.id, session)


def forget(call: Call, session: AuthenticationSession) -> None:
    """The login of this tab is over."""
    call.context.tables.authentication_sessions.delete(session.id)


def forget_all(call: Call, root: str) -> None:
    """The logins of all tabs of a browser are over."""
    table = call.context.tables.authentication_sessions
    for tab in list(table.keys_of("root", root)):
        table.delete(tab)


def logged_in(call: Call, session: AuthenticationSession) -> None:
    """The login of this tab has ended well. As observed, the others have as long as a code lives; where sessions are short they end too."""
    table, realm = call.context.tables.authentication_sessions, call.context.realm
    # As observed, a tab that begins and ends in one request stays beside others, where nobody finds it.
    if table.get(session.id) is None and table.keys_of("root", session.root):
        keep(call, session)
    else:
        forget(call, session)
    longest = max(realm.access_code_lifespan_login, realm.access_code_lifespan_user_action, realm.access_code_lifespan)
    if realm.sso_session_idle < longest and realm.sso_session_max < longest:
        forget_all(call, session.root)
        return
    ends = call.context.clock.seconds() + realm.access_code_lifespan
    for other in list(table.many("root", session.root)):
        keep(call, replace(other, expires=min(other.expires, ends)))


def begun_anew(session: AuthenticationSession) -> AuthenticationSession:
    """The same tab as it was before anything was done in it."""
    return replace(
        session, flow_path=session.began_with, execution="", user_id="", acting=False, status={}, session_notes={}, required_actions=(),
        notes={ANEW: "true"},
    )  # fmt: skip


def set_restart_cookie(call: Call, session: AuthenticationSession) -> None:
    """The cookie from which a login is begun anew when its session has gone."""
    context = call.context
    claims = {
        "cid": session.client_id, "ruri": session.redirect_uri, "iat": context.clock.seconds(), "typ": "restart",
        "notes": dict(session.parameters),
    }  # fmt: skip
    cookies.add(call, cookies.RESTART, jws.sign(context.keys.active("HS512"), claims))


def restarted(call: Call, client: Client) -> AuthenticationSession | None:
    """A new session as the restart cookie describes it; None without a usable cookie of this client."""
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
    session = begin(call, client, {str(k): str(v) for k, v in notes.items()}, token.text("ruri"))
    return replace(session, notes={ANEW: "true"})


def client_data(session: AuthenticationSession) -> str:
    """What the URLs of a login carry of the request, so that its client can be told of a login that has gone."""
    values = {**session.parameters, "redirect_uri": session.redirect_uri or None}
    given = {short: values.get(name) for short, name in _SENT.items()}
    text = json.dumps({k: v for k, v in given.items() if v is not None}, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_client_data(text: str) -> dict[str, str] | None:
    """The request's parameters in ``client_data``, None where it holds none; ValueError for a text that is no such data."""
    if not text:
        return None
    octets = base64.b64decode(text.rstrip("=").translate(_STANDARD) + "=" * (-len(text.rstrip("=")) % 4))
    # What follows the object does not count, as observed.
    sent, _ = json.JSONDecoder().raw_decode(octets.decode().lstrip())
    if sent is None:
        return None
    if not isinstance(sent, dict) or sent.keys() - set(_SENT):
        raise ValueError("it is not an object with " + ", ".join(_SENT))
    return {name: str(sent[short]) for short, name in _SENT.items() if sent.get(short) is not None}


def tab_query(session: AuthenticationSession) -> dict[str, str]:
    """The parameters that name a tab."""
    return {"client_id": session.client_id, "tab_id": session.id, "client_data": client_data(session)}


def url(call: Call, session: AuthenticationSession, path: str = "", **more: str) -> str:
    """A URL of this login: by default the page that is on show."""
    found = {**more, **({"execution": session.execution} if not path and session.execution else {}), **tab_query(session)}
    return f"{call.context.issuer}/login-actions/{path or session.flow_path}?{urlencode(found)}"


def action_url(call: Call, session: AuthenticationSession) -> str:
    """The URL that the form on show posts to."""
    return url(call, session, session.flow_path, session_code=session.code, execution=session.execution)


def link(call: Call, session: AuthenticationSession, path: str, **more: str) -> str:
    """A link of this login, without scheme and host as Keycloak writes it."""
    found = {**tab_query(session), **more}
    return f"{path_of(call)}/login-actions/{path}?{urlencode(found)}"


def path_of(call: Call) -> str:
    """The realm's path, without scheme and host."""
    return "/" + call.context.issuer.split("://", 1)[-1].partition("/")[2]


def find(call: Call, client: Client) -> AuthenticationSession | None:
    """The session that cookie and ``tab_id`` name, if it lives and is this client's."""
    return find_tab(call, client, call.query.get("tab_id") or "")


def find_tab(call: Call, client: Client, tab_id: str) -> AuthenticationSession | None:
    """The session of this tab, if this browser has it, it lives, and it is the client's."""
    root = call.cookies.get(cookies.AUTH_SESSION)
    found = call.tables.authentication_sessions.get(tab_id)
    if root is None or found is None or found.root != root or found.client_id != client.client_id:
        return None
    if found.expires <= call.context.clock.seconds():
        forget(call, found)
        return None
    return found


def nonce(call: Call) -> str:
    """A random text that an ID token has to repeat, as long as Keycloak's."""
    return base64.urlsafe_b64encode(call.context.ids.bytes(16)).rstrip(b"=").decode()


def with_new_code(call: Call, session: AuthenticationSession) -> AuthenticationSession:
    """The session with another code, so that what was posted once is not accepted again."""
    return replace(session, code=call.context.ids.opaque())


def _sweep(call: Call, now: int) -> None:
    table = call.tables.authentication_sessions
    for session in table:
        if session.expires <= now:
            table.delete(session.id)
