"""What the login page posts to."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.errors import OAuthError, PageError
from emulator.login import account, direct_grant
from emulator.pages import login_page
from emulator.protocol import browser_login, cookies
from emulator.realm.views import Client
from emulator.state.browser import AuthenticationSession
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_NO_COOKIE = (
    "Restart login cookie not found. It may have expired; it may have been deleted or cookies are disabled in your "
    "browser. If cookies are disabled then enable them. Click Back to Application to login again."
)
_WRONG = "Invalid username or password."
_DISABLED = "Account is disabled, contact your administrator."


def authenticate(call: Call) -> Response:
    """Logs the user in, or shows the form again with what is wrong."""
    session, client = _session(call)
    username = call.form.get("username") or ""
    if call.query.get("session_code") != session.code:
        return login_page.render(call, browser_login.action(call, session), username)
    context = call.context
    try:
        user = direct_grant.credentials(context, call.emulator.passwords, username, call.form.get("password"))
    except OAuthError as error:
        call.log.append(str(error))
        shown = _DISABLED if error.description == "Account disabled" else _WRONG
        return login_page.render(call, browser_login.action(call, session), username, shown)
    unfinished = account.unfinished(context, user)
    if unfinished:
        raise PageError("Account is not fully set up", reason=f"user '{user.username}' has to {', '.join(unfinished)} first")
    return browser_login.succeeded(call, session, client, user)


def prepare(call: Call) -> Callable[[], None] | None:
    """The verification of the password's hash, when it has to be computed."""
    username, password = call.form.get("username"), call.form.get("password")
    if call.tables is None or not username or password is None:
        return None
    user = direct_grant.lookup(call.context, username)
    return call.emulator.passwords.pending(user, password) if user is not None else None


def _session(call: Call) -> tuple[AuthenticationSession, Client]:
    root = call.cookies.get(cookies.AUTH_SESSION)
    found = call.realm.authentication_sessions.get(call.query.get("tab_id") or "")
    if root is None or found is None or found.root != root or found.expires <= call.context.clock.seconds():
        raise PageError(_NO_COOKIE, reason="the browser sent no cookie of a login that is under way")
    client = call.realm.client(found.client_id)
    if client is None or found.client_id != call.query.get("client_id"):
        raise PageError("Client not found.")
    return found, client


ROUTES = [Route("POST", "/realms/{realm}/login-actions/authenticate", authenticate, prepare)]
